# The app on a JRE, for who has built it: './dagrunr --version' does. Without arguments it is one more worker; see
# docker-compose.yml for the rest.
FROM eclipse-temurin:17-jre

# A user by number: the image needs no entry in /etc/passwd, and Kubernetes can check that it is not root.
RUN mkdir -p /var/lib/dagrunr && chown 10001:10001 /var/lib/dagrunr
COPY dashboard-config/target/app /opt/dagrunr
COPY docker/dagrunr /usr/local/bin/dagrunr

ENV DAGRUNR_HOME=/var/lib/dagrunr
ENV DAGRUNR_HEAP=512m
USER 10001:10001
WORKDIR /var/lib/dagrunr
EXPOSE 8080
ENTRYPOINT ["dagrunr"]
CMD ["worker"]

package dev.dagrunr.sample;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jobrunr.scheduling.JobScheduler;
import org.springframework.stereotype.Component;

/** Sends receipts by a JobRunr of the application's own, beside DagRunr's. */
@Component
public class Receipts {
    private final JobScheduler jobs;
    private final Set<String> sent = ConcurrentHashMap.newKeySet();

    /** Made by Spring. */
    public Receipts(JobScheduler jobs) {
        this.jobs = jobs;
    }

    /** Sends it soon. */
    public void order(String receipt) {
        jobs.<Receipts>enqueue(receipts -> receipts.send(receipt));
    }

    /** The job. */
    public void send(String receipt) {
        sent.add(receipt);
    }

    /** What has been sent. */
    public Set<String> sent() {
        return Set.copyOf(sent);
    }
}

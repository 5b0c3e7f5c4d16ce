package dev.dagrunr.engine.internal.job;

import static org.assertj.core.api.Assertions.assertThat;

import org.jobrunr.utils.mapper.jackson.JacksonJsonMapper;
import org.junit.jupiter.api.Test;

/** Jobs that wait in a database when the library is replaced must run with the next version. */
class AttemptRequestTest {
    private static final String STORED = "{\"taskInstanceId\":42,\"epoch\":7}";

    @Test
    void isWrittenAndReadAsItAlwaysWas() {
        var mapper = new JacksonJsonMapper(false);

        var read = mapper.deserialize(STORED, AttemptRequest.class);

        assertThat(mapper.serialize(new AttemptRequest(42, 7))).isEqualTo(STORED);
        assertThat(read.taskInstanceId()).isEqualTo(42);
        assertThat(read.epoch()).isEqualTo(7);
        assertThat(AttemptRequest.class.getName()).isEqualTo("dev.dagrunr.engine.internal.job.AttemptRequest");
        assertThat(AttemptJob.class.getName()).isEqualTo("dev.dagrunr.engine.internal.job.AttemptJob");
    }
}

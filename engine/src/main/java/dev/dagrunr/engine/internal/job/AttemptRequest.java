package dev.dagrunr.engine.internal.job;

import org.jobrunr.jobs.lambdas.JobRequest;

/**
 * What a job's row says about its attempt. The names of this class and of its fields are stored: they are never renamed.
 *
 * <p>Public, not final in its fields and without a record's constructor because JobRunr's Jackson mapper reads it by its
 * fields.
 */
public final class AttemptRequest implements JobRequest {

    private long taskInstanceId;
    private int epoch;

    private AttemptRequest() {
        // for Jackson
    }

    AttemptRequest(long taskInstanceId, int epoch) {
        this.taskInstanceId = taskInstanceId;
        this.epoch = epoch;
    }

    long taskInstanceId() {
        return taskInstanceId;
    }

    int epoch() {
        return epoch;
    }

    @Override
    public Class<AttemptJob> getJobRequestHandler() {
        return AttemptJob.class;
    }
}

package dev.dagrunr.engine.internal.job;

import java.util.Optional;
import org.jobrunr.jobs.Job;
import org.jobrunr.jobs.JobDetails;

/** Between our tickets and JobRunr's jobs. */
final class Attempts {

    private Attempts() {}

    static Job jobOf(Ticket ticket) {
        var request = new AttemptRequest(ticket.taskInstanceId(), ticket.epoch());
        var job = new Job(ticket.jobId(), new JobDetails(request));
        job.setJobName(ticket.name());
        job.setLabels(ticket.labels());
        // Retries are the engine's: each is a new job.
        job.setAmountOfRetries(0);
        return job;
    }

    /** Empty for a job of somebody else in the same tables. */
    static Optional<AttemptRequest> of(Job job) {
        return job.getJobDetails().getJobParameters().stream()
                .filter(parameter -> parameter.getObject() instanceof AttemptRequest)
                .map(parameter -> (AttemptRequest) parameter.getObject())
                .findFirst();
    }
}

package dev.dagrunr.spring;

import org.jobrunr.storage.StorageProvider;
import org.springframework.beans.factory.ListableBeanFactory;

/** The JobRunr that an application runs itself, on the same database perhaps. */
final class OwnJobRunr {
    private OwnJobRunr() {}

    /**
     * Makes its storage, and with it its tables, before DagRunr's: JobRunr 8.7.0 takes any table whose name ends like one of its
     * own, in whatever schema, for that, and makes none where it sees ours.
     */
    static void first(ListableBeanFactory beans) {
        beans.getBeansOfType(StorageProvider.class);
    }
}

/**
 * What runs look like, for pages and programs that show them: paged, filtered and summed up by the database, so that a task
 * of a hundred thousand instances costs little more than one of ten. Changes nothing. Start reading at
 * {@link dev.dagrunr.engine.view.View}.
 */
@org.jspecify.annotations.NullMarked
package dev.dagrunr.engine.view;

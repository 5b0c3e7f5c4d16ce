/**
 * The REST API below {@code /dagrunr/api/v2}: Airflow's paths and shapes where Airflow has them, described by
 * {@code openapi.json}, which is served too. Start reading at {@link dev.dagrunr.dashboard.internal.rest.RestApi}.
 */
@org.jspecify.annotations.NullMarked
package dev.dagrunr.dashboard.internal.rest;

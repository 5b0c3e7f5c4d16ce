package dev.dagrunr.dag;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MermaidTest {
    @Test
    void drawsTasksAndEdgesInTheOrderOfDeclaration() {
        assertThat(MigrationShapedDag.migration().toMermaid()).isEqualTo("""
                        flowchart TD
                          extract_source_schema["extract_source_schema"]
                          create_target_schema["create_target_schema"]
                          prepare_tables["prepare_tables"]
                          transfer_table[["transfer_table × n"]]
                          collect_all_results["collect_all_results<br/>all_done"]
                          trigger_validation[/"trigger_validation<br/>runs validate"/]
                          generate_migration_summary["generate_migration_summary"]
                          extract_source_schema --> create_target_schema
                          extract_source_schema --> prepare_tables
                          create_target_schema --> prepare_tables
                          prepare_tables --> transfer_table
                          transfer_table --> collect_all_results
                          collect_all_results --> trigger_validation
                          collect_all_results --> generate_migration_summary
                          trigger_validation --> generate_migration_summary
                        """);
    }

    @Test
    void keepsTaskIdsApartFromTheKeywordsOfMermaid() {
        var dag = Dag.named("keywords");
        var start = dag.task("graph").runs(Void.class, context -> null);
        var last = dag.task("end").after(start).runs(Void.class, context -> null);
        dag.task("ending").after(last).runs(Void.class, context -> null);

        assertThat(dag.build().toMermaid()).isEqualTo("""
                        flowchart TD
                          task.graph["graph"]
                          task.end["end"]
                          ending["ending"]
                          task.graph --> task.end
                          task.end --> ending
                        """);
    }
}

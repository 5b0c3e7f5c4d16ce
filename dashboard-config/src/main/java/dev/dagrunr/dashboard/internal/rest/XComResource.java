package dev.dagrunr.dashboard.internal.rest;

import com.fasterxml.jackson.databind.node.TextNode;
import dev.dagrunr.dashboard.internal.page.Operations;
import dev.dagrunr.dashboard.internal.rest.Shapes.XCom;
import dev.dagrunr.dashboard.internal.web.NotFoundException;
import dev.dagrunr.dashboard.internal.web.Request;
import dev.dagrunr.dashboard.internal.web.Response;
import dev.dagrunr.engine.view.InstanceView;
import dev.dagrunr.engine.view.PageRequest;
import dev.dagrunr.engine.view.RunSummary;
import java.util.Optional;
import java.util.regex.Pattern;

/** What task instances returned. */
record XComResource(Operations operations, Instances instances) {
    private static final Pattern ELEMENT = Pattern.compile(XCom.KEY + "\\[(\\d{1,9})]");

    Response list(Request request) {
        var run = instances.run(request);
        var instance = instances.ofQuery(run, request);
        var page = operations
                .view()
                .xcoms(run.key(), instance.taskId(), instance.mapIndex(), Integer.MAX_VALUE, DagResource.page(request));
        var entries = page.rows().stream().map(value -> XCom.of(run, value)).toList();
        return Json.answer(200, new Shapes.XComs(entries, page.total()));
    }

    /** A list that tasks expand over is one value under this key, and each element of it under a key of its own. */
    Response get(Request request) {
        var run = instances.run(request);
        var instance = instances.ofQuery(run, request);
        var key = request.at("xcom_key");
        var element = ELEMENT.matcher(key);
        var json = element.matches()
                ? element(run, instance, Integer.parseInt(element.group(1)))
                : key.equals(XCom.KEY) ? value(run, instance) : Optional.<String>empty();
        var value = json.orElseThrow(() -> new NotFoundException("Instance " + instance.mapIndex() + " of task '"
                + instance.taskId() + "' has no value '" + key + "'; what it returned is '" + XCom.KEY + "'."));
        boolean asText = request.query("stringify").filter("true"::equals).isPresent();
        return Json.answer(
                200,
                XCom.of(run, instance, key, asText ? TextNode.valueOf(value).toString() : value));
    }

    private Optional<String> value(RunSummary run, InstanceView instance) {
        return operations.dagrunr().run(run.dagId(), run.runId()).resultJson(instance.taskId(), instance.mapIndex());
    }

    private Optional<String> element(RunSummary run, InstanceView instance, int part) {
        return operations
                .view()
                .xcoms(run.key(), instance.taskId(), instance.mapIndex(), Integer.MAX_VALUE, new PageRequest(part, 1))
                .rows()
                .stream()
                .filter(value -> value.part() == part)
                .map(value -> value.json())
                .findFirst();
    }
}

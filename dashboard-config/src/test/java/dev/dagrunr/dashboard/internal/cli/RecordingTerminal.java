package dev.dagrunr.dashboard.internal.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.OptionalInt;

/** A terminal whose text a test can read. */
record RecordingTerminal(StringWriter outText, StringWriter errText, Terminal terminal) {
    static RecordingTerminal ofWidth(OptionalInt width) {
        var out = new StringWriter();
        var err = new StringWriter();
        return new RecordingTerminal(
                out, err, new Terminal(new PrintWriter(out, true), new PrintWriter(err, true), width, false));
    }

    String out() {
        return outText.toString();
    }

    static RecordingTerminal unseen() {
        return ofWidth(OptionalInt.empty());
    }

    String err() {
        return errText.toString();
    }
}

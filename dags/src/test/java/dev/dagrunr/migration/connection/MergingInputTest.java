package dev.dagrunr.migration.connection;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MergingInputTest {
    private static final byte[] SIGNED_IN = message('R', new byte[4]);

    @Test
    void rowsComeInOneMessageWhileTheThreadMerges() throws IOException {
        var input = of(SIGNED_IN, row("one\n"), row("two\n"), message('c', new byte[0]));
        try (var merged = MergedCopy.begin()) {
            assertThat(messages(input)).containsExactly("R", "d one\ntwo\n", "c");
            assertThat(merged.fewerMessages()).isEqualTo(1);
        }
    }

    @Test
    void rowsComeAsTheyWereSentWhenNobodyMerges() throws IOException {
        var input = of(SIGNED_IN, row("one\n"), row("two\n"), message('c', new byte[0]));
        assertThat(messages(input)).containsExactly("R", "d one\n", "d two\n", "c");
    }

    @Test
    void rowsGoToTheTargetAndNoneOfThemToTheDriverWhenTheyAreForwarded() throws IOException {
        var large = "x".repeat(150_000);
        var input = of(
                SIGNED_IN,
                row("one\n"),
                message('N', "careful".getBytes(US_ASCII)),
                row(large),
                row("two\n"),
                message('c', new byte[0]),
                message('C', "COPY".getBytes(US_ASCII)));
        var target = new RecordingTarget();
        try (var merged = MergedCopy.begin()) {
            merged.forwardTo(target.of(merged));
            assertThat(messages(input)).containsExactly("R", "N careful", "c", "C COPY");
            assertThat(merged.forwardedBytes()).isEqualTo(150_008);
        }
        assertThat(rows(messages(of(target.sent.toByteArray())))).isEqualTo("one\n" + large + "two\n");
        assertThat(target.rows).isSorted().endsWith(3L);
    }

    @Test
    void whatTheTargetsSocketRefusesIsThrownAsTheTargetSaysIt() throws IOException {
        var input = of(SIGNED_IN, row("one\n"), message('c', new byte[0]));
        var target = new RecordingTarget();
        target.refusal = new IOException("Broken pipe");
        try (var merged = MergedCopy.begin()) {
            merged.forwardTo(target.of(merged));
            assertThatThrownBy(() -> messages(input))
                    .isInstanceOf(IOException.class)
                    .hasMessage("the target: Broken pipe");
        }
    }

    private static final class RecordingTarget {
        private final ByteArrayOutputStream sent = new ByteArrayOutputStream();
        private final List<Long> rows = new ArrayList<>();
        private @Nullable IOException refusal;

        private MergedCopy.Target of(MergedCopy merged) {
            var socket = new OutputStream() {
                @Override
                public void write(int value) throws IOException {
                    write(new byte[] {(byte) value}, 0, 1);
                }

                @Override
                public void write(byte[] bytes, int offset, int length) throws IOException {
                    if (refusal != null) {
                        throw refusal;
                    }
                    sent.write(bytes, offset, length);
                }
            };
            return new MergedCopy.Target() {
                @Override
                public void flush() {
                    merged.flushed(socket);
                }

                @Override
                public void forwarded(long count, long bytes) {
                    rows.add(count);
                }

                @Override
                public IOException lost(IOException cause) {
                    return new IOException("the target: " + cause.getMessage(), cause);
                }
            };
        }
    }

    @Test
    void aMessageBetweenRowsKeepsItsPlace() throws IOException {
        var input = of(SIGNED_IN, row("one\n"), message('N', "careful".getBytes(US_ASCII)), row("two\n"));
        try (var merged = MergedCopy.begin()) {
            assertThat(messages(input)).containsExactly("R", "d one\n", "N careful");
            assertThat(merged.fewerMessages())
                    .as("the last row waits for what follows it")
                    .isEqualTo(1);
        }
    }

    @Test
    void aLargeRowIsDividedSoThatMemoryDoesNotGrowWithIt() throws IOException {
        var large = "x".repeat(1_000_000);
        var input = of(SIGNED_IN, row(large), message('c', new byte[0]));
        try (var merged = MergedCopy.begin()) {
            var messages = messages(input);
            assertThat(messages.stream().mapToInt(String::length).max()).hasValue(64 * 1024 + 2);
            assertThat(rows(messages)).isEqualTo(large);
            assertThat(messages.size() - 2 + merged.fewerMessages()).as("rows").isEqualTo(1);
        }
    }

    @Test
    void whatFollowsTheRefusalOfEncryptionIsMerged() throws IOException {
        var input = of(new byte[] {'N'}, SIGNED_IN, row("one\n"), row("two\n"), message('c', new byte[0]));
        assertThat(input.read()).isEqualTo('N');
        try (var merged = MergedCopy.begin()) {
            assertThat(messages(input)).containsExactly("R", "d one\ntwo\n", "c");
            assertThat(merged.fewerMessages()).isEqualTo(1);
        }
    }

    @ValueSource(strings = {"S", "G", "\u0016"})
    @ParameterizedTest
    void anEncryptedStreamIsLeftAlone(String first) throws IOException {
        var encrypted = new byte[100_000];
        new Random(1).nextBytes(encrypted);
        var input = of(first.getBytes(US_ASCII), encrypted);
        try (var merged = MergedCopy.begin()) {
            assertThat(input.read()).isEqualTo(first.charAt(0));
            assertThat(input.readAllBytes()).isEqualTo(encrypted);
            assertThat(merged.fewerMessages()).isZero();
        }
    }

    @Test
    void aTimeOutLosesNothing() throws IOException {
        var bytes = new ByteArrayInputStream(joined(SIGNED_IN, row("one\n"), row("two\n"), message('c', new byte[0])));
        var input = new MergingInput(new InputStream() {
            private boolean late;

            @Override
            public int read() {
                throw new UnsupportedOperationException();
            }

            @Override
            public int read(byte[] into, int offset, int length) throws IOException {
                late = !late;
                if (late) {
                    throw new SocketTimeoutException("late");
                }
                return bytes.read(into, offset, Math.min(3, length));
            }
        });
        try (var merged = MergedCopy.begin()) {
            var got = new ByteArrayOutputStream();
            for (int read = 0; read >= 0; ) {
                try {
                    read = input.read();
                    if (read >= 0) {
                        got.write(read);
                    }
                } catch (SocketTimeoutException e) {
                    assertThat(merged.fewerMessages()).isBetween(0L, 2L);
                }
            }
            assertThat(messages(new ByteArrayInputStream(got.toByteArray()))).containsExactly("R", "d one\ntwo\n", "c");
        }
    }

    @Test
    void anImpossibleLengthIsAnError() {
        var input = of(SIGNED_IN, new byte[] {'d', 0, 0, 0, 3});
        try (var merged = MergedCopy.begin()) {
            assertThatThrownBy(() -> messages(input)).hasMessageContaining("impossible length");
            assertThat(merged.fewerMessages()).isZero();
        }
    }

    @Test
    void aThreadMergesOnce() {
        try (var merged = MergedCopy.begin()) {
            assertThatThrownBy(MergedCopy::begin).isInstanceOf(IllegalStateException.class);
            assertThat(merged.fewerMessages()).isZero();
        }
        MergedCopy.begin().close();
    }

    /** Messages of every size, cut anywhere, with merging begun and ended at any of the reader's messages. */
    @Test
    void whateverIsSentAndHoweverItIsCutNothingIsLostOrMoved() throws IOException {
        for (int seed = 0; seed < 300; seed++) {
            var random = new Random(seed);
            var sent = new ArrayList<byte[]>(List.of(SIGNED_IN));
            for (int i = random.nextInt(400); i > 0; i--) {
                var body = new byte[1 + random.nextInt(random.nextInt(50) == 0 ? 200_000 : 90)];
                random.nextBytes(body);
                sent.add(message(random.nextInt(9) == 0 ? 'N' : 'd', body));
            }
            sent.add(message('Z', new byte[1]));
            var bytes = joined(sent.toArray(byte[][]::new));
            var input = new MergingInput(cut(bytes, random));
            var got = new ByteArrayOutputStream();
            MergedCopy merged = null;
            for (var message = next(input); message != null; message = next(input)) {
                got.write(message);
                if (random.nextInt(5) == 0) {
                    if (merged == null) {
                        merged = MergedCopy.begin();
                    } else {
                        merged.close();
                        merged = null;
                    }
                }
            }
            if (merged != null) {
                merged.close();
            }
            assertThat(meaning(got.toByteArray())).as("seed %s", seed).isEqualTo(meaning(bytes));
        }
    }

    /** Other messages as they are, with the bytes of all rows between two of them put together. */
    private static String meaning(byte[] bytes) throws IOException {
        var meaning = new StringBuilder();
        var input = new ByteArrayInputStream(bytes);
        var inRows = false;
        for (var message = next(input); message != null; message = next(input)) {
            var row = message[0] == 'd';
            if (!row || !inRows) {
                meaning.append('\n').append((char) message[0]);
            }
            meaning.append(new String(message, 5, message.length - 5, ISO_8859_1));
            inRows = row;
        }
        return meaning.toString();
    }

    private static String rows(List<String> messages) {
        var rows = new StringBuilder();
        messages.stream().filter(message -> message.startsWith("d ")).forEach(row -> rows.append(row.substring(2)));
        return rows.toString();
    }

    private static List<String> messages(InputStream input) throws IOException {
        var messages = new ArrayList<String>();
        for (var message = next(input); message != null; message = next(input)) {
            var body = new String(message, 5, message.length - 5, US_ASCII);
            messages.add((char) message[0] + (body.isBlank() || message[0] == 'R' ? "" : " " + body));
        }
        return messages;
    }

    private static byte[] next(InputStream input) throws IOException {
        var header = input.readNBytes(5);
        if (header.length < 5) {
            return null;
        }
        var body = new byte[ByteBuffer.wrap(header).getInt(1) - 4];
        new DataInputStream(input).readFully(body);
        return joined(header, body);
    }

    private static InputStream cut(byte[] bytes, Random random) {
        return new ByteArrayInputStream(bytes) {
            @Override
            public synchronized int read(byte[] into, int offset, int length) {
                return super.read(into, offset, Math.min(length, 1 + random.nextInt(10_000)));
            }
        };
    }

    private static InputStream of(byte[]... parts) {
        return new MergingInput(new ByteArrayInputStream(joined(parts)));
    }

    private static byte[] row(String text) {
        return message('d', text.getBytes(US_ASCII));
    }

    private static byte[] message(char type, byte[] body) {
        return ByteBuffer.allocate(5 + body.length)
                .put((byte) type)
                .putInt(body.length + 4)
                .put(body)
                .array();
    }

    private static byte[] joined(byte[]... parts) {
        var joined = new ByteArrayOutputStream();
        for (var part : parts) {
            joined.writeBytes(part);
        }
        return joined.toByteArray();
    }
}

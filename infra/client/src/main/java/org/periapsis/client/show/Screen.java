package org.periapsis.client.show;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;

/** Results go to standard output; everything else goes to the error stream. */
public final class Screen {
    private final PrintWriter out;
    private final PrintWriter err;
    private final Terminal terminal;

    /** Nobody reads the output any more, as when {@code head} has seen enough. */
    public static final class OutputClosed extends IOException {
        private static final long serialVersionUID = 1;

        OutputClosed() {
            super("nobody reads the output any more");
        }
    }

    public Screen(PrintWriter out, PrintWriter err, Terminal terminal) {
        this.out = out;
        this.err = err;
        this.terminal = terminal;
    }

    public static Screen of(CommandLine command, Terminal terminal) {
        return new Screen(command.getOut(), command.getErr(), terminal);
    }

    /** What is written is UTF-8 whatever the locale: half of it is read by programs. */
    public static PrintWriter utf8(FileDescriptor stream) {
        return new PrintWriter(new FileOutputStream(stream), true, StandardCharsets.UTF_8);
    }

    public Terminal terminal() {
        return terminal;
    }

    /** Writes a line of the result. */
    public void line(String text) throws OutputClosed {
        out.print(text);
        out.print('\n');
        if (out.checkError()) {
            throw new OutputClosed();
        }
    }

    /** Writes a line of the result without flushing: for many. */
    public void part(String text) {
        out.print(text);
        out.print('\n');
    }

    /** Flushes what was written in parts. */
    public void flush() throws OutputClosed {
        if (out.checkError()) {
            throw new OutputClosed();
        }
    }

    /** @return standard output itself, for what is neither lines nor rows */
    public PrintWriter raw() {
        return out;
    }

    /** Says something that is not the result. */
    public void note(String text) {
        err.println("periapsis: " + text);
        err.flush();
    }

    /** Says something that only somebody who watches wants to know. */
    public void aside(String text) {
        if (terminal.err()) {
            note(text);
        }
    }

    PrintWriter err() {
        return err;
    }

    /** @return the text in bold, where that can be */
    public String bold(String text) {
        return terminal.colour() ? "\u001b[1m" + text + "\u001b[0m" : text;
    }
}

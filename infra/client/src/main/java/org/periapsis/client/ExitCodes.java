package org.periapsis.client;

import java.io.PrintWriter;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import org.periapsis.client.server.NotSignedIn;
import org.periapsis.client.server.ServerProblem;
import org.periapsis.client.server.Unreachable;
import org.periapsis.client.show.Screen;
import picocli.CommandLine;

/** What a command ends with, and what it says when it fails. The numbers are those of sysexits.h where it has one. */
public final class ExitCodes implements CommandLine.IExecutionExceptionHandler, CommandLine.IParameterExceptionHandler {
    public static final int DONE = 0;
    public static final int FAILED = 1;
    public static final int USAGE = 2;
    /** No server there, or a service behind it does not answer: trying later may help. */
    public static final int UNAVAILABLE = 69;
    /** Sign in first, or somebody else may and you may not. */
    public static final int NOT_ALLOWED = 77;

    /** For who speaks HTTP to a service; not for who types a command. */
    private static final String API = "See the API description of this operation";

    @Override
    public int handleExecutionException(Exception failure, CommandLine command, CommandLine.ParseResult parsed) {
        if (failure instanceof Screen.OutputClosed) {
            return DONE;
        }
        PrintWriter err = command.getErr();
        err.println("periapsis: " + message(failure));
        if (failure instanceof ServerProblem problem) {
            problem.remedy()
                    .map(remedy -> remedy.equals(API) ? help(command) : remedy)
                    .ifPresent(remedy -> err.println("           " + remedy));
        }
        if (System.getenv("PERIAPSIS_DEBUG") != null) {
            failure.printStackTrace(err);
        }
        err.flush();
        return code(failure);
    }

    @Override
    public int handleParseException(CommandLine.ParameterException failure, String[] arguments) {
        CommandLine command = failure.getCommandLine();
        PrintWriter err = command.getErr();
        err.println("periapsis: " + failure.getMessage());
        if (!CommandLine.UnmatchedArgumentException.printSuggestions(failure, err)) {
            err.println("           " + help(command));
        }
        err.flush();
        return USAGE;
    }

    private static String help(CommandLine command) {
        return "`" + command.getCommandSpec().qualifiedName() + " --help` has the rest";
    }

    private static String message(Exception failure) {
        if (failure instanceof FileSystemException file && file.getReason() == null) {
            return message(file);
        }
        String text = failure.getMessage() == null ? failure.toString() : failure.getMessage();
        return failure instanceof ServerProblem problem
                ? text + problem.field().map(field -> " (" + field + ")").orElse("")
                : text;
    }

    /** Java's own message is the file's name and nothing else. */
    private static String message(FileSystemException failure) {
        String file = failure.getFile();
        if (failure instanceof NoSuchFileException) {
            return "there is no file " + file;
        }
        if (failure instanceof AccessDeniedException) {
            return "this account may not use the file " + file;
        }
        if (failure instanceof FileAlreadyExistsException) {
            return file + " is there already, and is something else";
        }
        if (failure instanceof NotDirectoryException) {
            return file + " is no directory";
        }
        return failure.getClass().getSimpleName() + ": " + file;
    }

    private static int code(Exception failure) {
        if (failure instanceof Unreachable) {
            return UNAVAILABLE;
        }
        if (failure instanceof NotSignedIn) {
            return NOT_ALLOWED;
        }
        if (failure instanceof ServerProblem problem) {
            return switch (problem.status()) {
                case 401, 403 -> NOT_ALLOWED;
                case 429, 502, 503, 504 -> UNAVAILABLE;
                default -> FAILED;
            };
        }
        return FAILED;
    }
}

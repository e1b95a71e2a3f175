package org.periapsis.session;

import java.nio.file.Path;
import org.periapsis.kit.OncePerRun;

/** The same parts and the same API for all classes that ask for it. */
final class OneApi extends OncePerRun<ApiStack> {
    OneApi() {
        super(ApiStack.class);
    }

    @Override
    protected ApiStack start(Path directory) throws Exception {
        ApiStack stack = new ApiStack(directory);
        stack.start();
        return stack;
    }

    @Override
    protected void stop(ApiStack stack) throws Exception {
        stack.stop();
        stack.close();
    }
}

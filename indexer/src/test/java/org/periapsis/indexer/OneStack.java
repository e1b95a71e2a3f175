package org.periapsis.indexer;

import java.nio.file.Path;
import org.periapsis.kit.OncePerRun;

/** The same parts and the same indexer for all classes that ask for it. */
final class OneStack extends OncePerRun<TestStack> {
    OneStack() {
        super(TestStack.class);
    }

    @Override
    protected TestStack start(Path directory) throws Exception {
        TestStack stack = new TestStack(directory);
        stack.startReady();
        return stack;
    }

    @Override
    protected void stop(TestStack stack) throws Exception {
        stack.stop();
        stack.close();
    }
}

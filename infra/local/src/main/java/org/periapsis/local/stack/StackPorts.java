package org.periapsis.local.stack;

/** The stack's loopback ports; 0 for any free one. */
public record StackPorts(int portal, int kafka, int postgres, int objects, int registry) {
    /** Any free ports. */
    public static StackPorts free() {
        return new StackPorts(0, 0, 0, 0, 0);
    }
}

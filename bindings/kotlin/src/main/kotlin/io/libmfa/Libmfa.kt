package io.libmfa

/** The library itself. */
public object Libmfa {
    /** The version of the native library, such as `0.1.0`: the same as the package's. */
    @JvmStatic
    public val version: String get() = crossing { io.libmfa.bridge.version() }
}

//! What stands between the engine and an operating system.

//! What a static library without `std` does at a panic: nothing more. There is none, which linking shows.

#[panic_handler]
fn halt(_: &core::panic::PanicInfo<'_>) -> ! {
    loop {
        core::hint::spin_loop();
    }
}

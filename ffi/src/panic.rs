//! What a static library without `std` does at a panic: nothing more. There is none, which linking shows: under
//! `cfg(mfa_no_panic)` the handler needs a function that nobody has, so that a library with a way to it does not link.

#[panic_handler]
fn halt(_: &core::panic::PanicInfo<'_>) -> ! {
    #[cfg(mfa_no_panic)]
    {
        unsafe extern "C" {
            safe fn mfa_panics_here();
        }
        mfa_panics_here();
    }
    loop {
        core::hint::spin_loop();
    }
}

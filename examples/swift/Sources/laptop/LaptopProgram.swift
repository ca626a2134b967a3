import Console

/// A second factor at the login of a laptop, and what becomes of somebody whose phone is gone.
///
/// Everything here stands behind the password, which is not this example's subject. `Login` is where to begin.
@main
enum LaptopProgram {
    static func main() async {
        await Program(
            "laptop",
            "A second factor on a laptop, by managed preferences. The password was asked for before.",
            [
                Check.command, Login.command, Enroll.command, Confirm.command, Pin.command, Status.command,
                Key.command, Desk.command,
            ]
        ).main()
    }
}

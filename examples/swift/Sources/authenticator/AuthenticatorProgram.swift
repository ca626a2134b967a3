import Console
import Foundation
import Vault

/// An authenticator for the terminal: it shows the codes that services ask for.
@main
enum AuthenticatorProgram {
    static func main() async {
        await Program(
            "authenticator",
            "Shows the codes of your accounts, which are kept in a file that you alone can read.",
            [Add.command, List.command, Next.command, Show.command, Delete.command]
        ).main()
    }
}

/// Where the accounts are.
enum Where {
    static let option = Option("--vault", "FOLDER")

    static func vault(_ arguments: Arguments) throws -> any SecretVault {
        try FileVault(folder: arguments[option] ?? usual())
    }

    /// `$XDG_DATA_HOME/libmfa-authenticator`, or in `~/.local/share`.
    private static func usual() throws -> String {
        let environment = ProcessInfo.processInfo.environment
        let data: URL
        if let given = environment["XDG_DATA_HOME"], given.hasPrefix("/") {
            data = URL(fileURLWithPath: given)
        } else {
            data = FileManager.default.homeDirectoryForCurrentUser.appending(path: ".local/share")
        }
        try FileManager.default.createDirectory(at: data, withIntermediateDirectories: true)
        return data.appending(path: "libmfa-authenticator").path
    }
}

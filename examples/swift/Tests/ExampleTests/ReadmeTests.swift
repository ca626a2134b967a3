import Foundation
import XCTest

/// The commands of README.md print what it shows.
///
/// A block tagged `shell-session` is run from a folder of its own, with the programs on the PATH. After a command `# exit N`
/// is its status, `[..]` in a line of output fits anything, and a line `...` fits any lines.
final class ReadmeTests: XCTestCase {
    private struct Step {
        let command: String
        let status: Int32
        var shown: [String] = []
    }

    func test_commands_of_the_readme_print_what_it_shows() throws {
        let readme = try String(contentsOf: Programs.example.appending(path: "README.md"), encoding: .utf8)
        let steps = steps(of: readme)
        XCTAssertGreaterThan(steps.count, 10)
        let programs = try Programs(of: self)
        for name in ["array.xml", "broken.xml"] { _ = try programs.preferences(name) }
        let path = "\(Programs.built.path):/usr/bin:/bin"
        let home = ["/usr/bin/env", "XDG_DATA_HOME=\(programs.path("data"))"]
        for step in steps {
            let said = try programs.run(home + ["/bin/sh", "-c", "(\(step.command)) 2>&1"], path: path)
            XCTAssertEqual(said.status, step.status, "\(step.command)\n\(said.out)")
            let lines = said.out.split(separator: "\n", omittingEmptySubsequences: false).map(String.init).dropLast()
            XCTAssertTrue(fit(step.shown[...], Array(lines)[...]), "\(step.command)\n\(said.out)")
        }
    }

    private func steps(of readme: String) -> [Step] {
        var steps: [Step] = []
        var isInside = false
        for line in readme.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) {
            if line.hasPrefix("```") {
                isInside = line == "```shell-session"
            } else if isInside, line.hasPrefix("$ ") {
                let parts = line.dropFirst(2).components(separatedBy: " # exit ")
                steps.append(Step(command: parts[0], status: parts.count > 1 ? Int32(parts[1]) ?? 0 : 0))
            } else if isInside, !steps.isEmpty {
                steps[steps.count - 1].shown.append(line)
            }
        }
        return steps
    }

    private func fit(_ shown: ArraySlice<String>, _ lines: ArraySlice<String>) -> Bool {
        guard let first = shown.first else { return lines.isEmpty }
        if first == "..." {
            return (lines.startIndex...lines.endIndex).contains { fit(shown.dropFirst(), lines[$0...]) }
        }
        guard let line = lines.first, fit(first, line) else { return false }
        return fit(shown.dropFirst(), lines.dropFirst())
    }

    private func fit(_ shown: String, _ line: String) -> Bool {
        var rest = line[...]
        let parts = shown.components(separatedBy: "[..]")
        for (place, part) in parts.enumerated() {
            if place == 0 || part.isEmpty {
                guard rest.hasPrefix(part) else { return false }
                rest = rest.dropFirst(part.count)
            } else {
                guard let found = rest.range(of: part) else { return false }
                rest = rest[found.upperBound...]
            }
        }
        return rest.isEmpty || parts.last == "" && parts.count > 1
    }
}

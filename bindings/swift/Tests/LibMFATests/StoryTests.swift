import Foundation
import XCTest

/// The stories that every language tells, told here; and that the teller finds what is wrong.
final class StoryTests: TestCase {
    func testEveryStoryComesOutAsItSays() async throws {
        let folder = folder("MFA_STORIES", "host/tests/stories")
        let files = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".txt") }
        var telling = Telling()
        for file in files.sorted() {
            let text = try String(contentsOf: folder.appendingPathComponent(file), encoding: .utf8)
            await telling.tell(text, of: file)
        }
        XCTAssertEqual(telling.wrong, [], "\n" + telling.wrong.joined(separator: "\n"))
        for story in telling.leftOut { print("left out: \(story)") }
        print("\(telling.stories) stories, \(telling.steps) steps")
        XCTAssertGreaterThanOrEqual(telling.stories, 57)
        XCTAssertGreaterThanOrEqual(telling.steps, 580)
        XCTAssertLessThanOrEqual(telling.leftOut.count, 3)
    }

    /// What is wrong with a story that goes on like this.
    private func wrong(_ lines: String) async -> String {
        var telling = Telling()
        let beginning = "story Alice\nsecret phone = GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ\nat 1111111109\n"
        await telling.tell(beginning + lines, of: "file.txt")
        return telling.wrong.joined(separator: "\n")
    }

    func testAStoryThatComesOutAsItSaysIsNotWrong() async {
        let told = await wrong("alice adds phone -> done\nalice verifies 081804 -> accepted by=phone")
        XCTAssertEqual(told, "")
    }

    func testWhatComesOutOtherwiseIsToldWithItsFileAndLine() async {
        for (lines, what) in [
            ("alice adds phone -> done\n\nalice verifies 081805 -> accepted", "file.txt:6: it came to `rejected"),
            ("alice adds phone -> done\nalice verifies 081804 -> accepted by=tablet", "file.txt:5: it came to `acc"),
            ("alice verifies 081804 -> accepted", "refused reason=Person.NoSuchPerson"),
            ("alice adds phone -> done\nalice verifies 081804 -> accepted grace=1", "no detail `grace`"),
            ("alice adds phone -> done left", "is no detail"), ("alice flies -> done", "there is no verb `flies`"),
            ("alice adds phone", "neither sets the scene"), ("alice adds tablet -> done", "there is no secret tablet"),
            ("alice types 081804 -> accepted", "`arrives` comes first"), ("fault thunder", "no fault"),
            ("needs magic", "is no need"), ("at noon", "no such number"), ("policy codes.past_stebs = 1", "past_stebs"),
            ("alice adds phone -> done\nfault write-fails\nalice status -> stands", "the fault was not met"),
            ("alice adds phone -> done\nfault write-fails", "no step met the fault"),
            ("alice adds phone -> done\nmeanwhile alice status -> stands\nalice status -> stands", "nothing was"),
            ("", "no step"),
        ] {
            let told = await wrong(lines)
            XCTAssertTrue(told.contains(what), "\(lines): \(told)")
        }
    }
}

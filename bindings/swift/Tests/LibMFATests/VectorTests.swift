import Foundation
import LibMFA
import XCTest

/// The vectors that every language runs: RFC 4226, 6238 and 6287, otpauth URIs, and stored states.
final class VectorTests: TestCase {
    func testHOTPCodesAreTheRFCs() throws {
        for block in try vectors("hotp") {
            let parameters = try Parameters.hotp(block.algorithm(), digits: block.number("digits"))
            let credential = try Credential(block.secret(), parameters)
            let first: UInt64 = try block.number("counter")
            for (counter, code) in zip(first..., try block.words("codes")) {
                XCTAssertEqual(try credential.code(forCounter: counter), code, block.place)
            }
        }
    }

    func testTOTPCodesAreTheRFCs() throws {
        for block in try vectors("totp") {
            let period: Int64 = try block.number("period")
            let parameters = try Parameters.totp(
                block.algorithm(), digits: block.number("digits"), period: .seconds(period)
            )
            let credential = try Credential(block.secret(), parameters)
            let time: TimeInterval = try block.number("time")
            for (index, code) in try block.words("codes").enumerated() {
                let now = at(time + TimeInterval(period) * TimeInterval(index))
                let shown = try credential.code(at: now)
                XCTAssertEqual(shown.code, code, block.place)
                XCTAssertEqual(try credential.code(inStep: shown.step), code, block.place)
                XCTAssertEqual(shown.validUntil.timeIntervalSince(now), TimeInterval(shown.secondsLeft))
            }
        }
    }

    func testURIsAreReadWrittenAndRefusedAsTheVectorsSay() throws {
        for block in try vectors("otpauth") {
            let uri = try block.value("uri")
            switch try block.value("case") {
            case "read":
                try compare(OtpauthURI(uri), with: block)
            case "written":
                let written = try OtpauthURI(
                    issuer: block.text("issuer") ?? block.text("issuer_in_parameter"),
                    account: block.value("account"),
                    secret: block.secret(),
                    parameters: parameters(block),
                    start: block.text("counter").flatMap(UInt64.init) ?? 0
                )
                XCTAssertEqual(try written.exposeText(), uri, block.place)
                XCTAssertEqual(try OtpauthURI(uri).account, written.account, block.place)
            case "refused":
                let words = try block.words("error").map(pascal)
                // What is wrong with the secret is an error of secrets.
                let expected = words[0] == "Secret" && words.count > 1 ? "Secret.\(words[1])" : "Uri.\(words[0])"
                XCTAssertEqual(named(refusal { try OtpauthURI(uri) }), expected, block.place)
            case let other:
                XCTFail("\(block.place): \(other)")
            }
        }
    }

    /// A name with dashes as names of errors are written.
    private func pascal(_ name: String) -> String {
        name.split(separator: "-").map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
    }

    private func compare(_ read: OtpauthURI, with block: Block) throws {
        XCTAssertEqual(read.account, block.text("account"), block.place)
        XCTAssertEqual(read.issuerInLabel, block.text("issuer_in_label"), block.place)
        XCTAssertEqual(read.issuerInParameter, block.text("issuer_in_parameter"), block.place)
        XCTAssertEqual(try read.secret.exposeBytes(), try block.bytes("key"), block.place)
        XCTAssertEqual(read.parameters, try parameters(block), block.place)
        XCTAssertEqual(read.start, block.text("counter").flatMap(UInt64.init) ?? 0, block.place)
    }

    private func parameters(_ block: Block) throws -> Parameters {
        switch try block.value("type") {
        case "hotp": try .hotp(block.algorithm(), digits: block.number("digits"))
        default:
            try .totp(block.algorithm(), digits: block.number("digits"), period: .seconds(block.number("period")))
        }
    }

    func testOCRAResponsesAreTheRFCs() throws {
        for block in try vectors("ocra") {
            let ocra = try OCRA(block.secret(), suite: block.value("suite"))
            XCTAssertEqual(ocra.suite, try OCRA.Suite(block.value("suite")), block.place)
            let counters = try block.words("counters").map { UInt64($0) }
            let own = try block.words("own_questions")
            var pinHash: OCRA.PINHash?
            if let pin = block.text("pin") {
                pinHash = try OCRA.PINHash(pin: pin, XCTUnwrap(ocra.suite.pinHash))
                XCTAssertNoThrow(try OCRA.PINHash(bytes: block.bytes("pin_hash")))
            }
            for (index, pair) in zip(try block.words("questions"), try block.words("responses")).enumerated() {
                var inputs = OCRA.Inputs(question: pair.0, pinHash: pinHash)
                inputs.counter = counters.isEmpty ? nil : counters[index]
                inputs.ownQuestion = own.isEmpty ? nil : own[index]
                inputs.time = try block.text("time").map { .at(at(try XCTUnwrap(TimeInterval($0)))) }
                XCTAssertEqual(try ocra.response(to: inputs), pair.1, block.place)
                XCTAssertTrue(try ocra.matches(pair.1, to: inputs), block.place)
            }
        }
    }

    func testStatesOfOtherLanguagesGoOnHere() throws {
        for block in try vectors("states") {
            let kind: Parameters =
                try block.value("kind") == "hotp"
                ? .hotp(block.algorithm(), digits: block.number("digits"))
                : .totp(
                    block.algorithm(), digits: block.number("digits"), period: .seconds(block.number("period")),
                    t0: at(block.number("t0"))
                )
            let credential = try Credential(block.secret(), kind)
            if let refused = block.text("refused") {
                let error = refusal {
                    try Authenticators([Authenticator(credential, AuthenticatorState(block.bytes("state")))])
                }
                XCTAssertEqual(named(error), "Stored.\(pascal(refused))", block.place)
            } else {
                try logIn(block, credential)
            }
        }
    }

    private func logIn(_ block: Block, _ credential: Credential) throws {
        let drift: Int = try block.number("drift")
        let policy = try CodePolicy(
            past: block.number("past"), future: block.number("future"), lookAhead: block.number("look_ahead"),
            drift: drift == 0 ? nil : drift
        )
        var state = try AuthenticatorState(block.bytes("state"))
        let (typed, times) = (try block.words("typed"), try block.words("times"))
        let (outcomes, states) = (try block.words("outcomes"), try block.words("states"))
        XCTAssertFalse(typed.isEmpty, block.place)
        for index in typed.indices {
            let place = "\(block.place): login \(index + 1)"
            let now = at(try XCTUnwrap(TimeInterval(times[index])))
            let authenticators = try Authenticators([Authenticator(credential, state)])
            let verdict = try authenticators.verify(typed[index], at: now, policy: policy).commit { next in
                state = next.states[0]
                return .stored
            }
            XCTAssertEqual(state.data, Data(hex: states[index]), place)
            switch verdict {
            case .accepted: XCTAssertEqual(outcomes[index], "accepted", place)
            case .rejected: XCTAssertEqual(outcomes[index], "rejected", place)
            case .locked: XCTAssertEqual(outcomes[index], "locked", place)
            case .closed: XCTAssertEqual(outcomes[index], "closed", place)
            case .suspended: XCTAssertEqual(outcomes[index], "suspended", place)
            }
        }
    }
}

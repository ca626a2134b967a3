import Foundation
import LibMFA
import XCTest

/// Secrets, setup keys, URIs and QR codes: what goes in comes out, and nothing shows that should not.
final class SecretTests: TestCase {
    func testKeysOfAnyBytesComeOutAsTheyWentIn() throws {
        let keys = [
            Data(repeating: 0, count: 20), Data(repeating: 0xff, count: 128), Data(0...19), Data(128...255),
            Data([0, 0x80, 0xff, 0, 0xc3, 0x28, 0xed, 0xa0, 0x80, 0, 0]),
        ]
        for key in keys {
            let secret = try Secret(bytes: key)
            XCTAssertEqual(try secret.exposeBytes(), key)
            let again = try Secret(setupKey: secret.exposeSetupKey())
            XCTAssertTrue(try again.isSame(as: secret))
            XCTAssertEqual(try Credential(again).code(at: noon), try Credential(secret).code(at: noon))
        }
    }

    func testAKeyOfZerosAndOnesOfHighBytesGivesTheCodesThatOathtoolGives() throws {
        // oathtool --totp -N @1111111109 0000000000000000000000000000000000000000, and of 80..93.
        let zeros = try Credential(Secret(bytes: Data(repeating: 0, count: 20)))
        XCTAssertEqual(try zeros.code(at: noon).code, "743009")
        let high = try Credential(Secret(bytes: Data(0x80...0x93)))
        XCTAssertEqual(try high.code(at: noon).code, "659126")
    }

    func testASliceOfDataIsTakenFromWhereItBegins() throws {
        let padded = Data([9, 9, 9]) + rfcKey + Data([9])
        let secret = try Secret(bytes: padded[3..<23])
        XCTAssertTrue(try secret.isSame(as: rfcSecret()))
        let state = try added(Credential(rfcSecret()))
        let slice = (Data([1]) + state.data + Data([1]))[1..<65]
        XCTAssertEqual(try AuthenticatorState(slice), state)
    }

    func testSetupKeysAreReadAsTheyArePrinted() throws {
        for key in [
            "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", "gezd gnbv gy3t qojq gezd gnbv gy3t qojq",
            "GEZD-GNBV-GY3TQOJQGEZDGNBVGY3TQOJQ",
        ] {
            XCTAssertTrue(try Secret(setupKey: key).isSame(as: rfcSecret()), key)
        }
        XCTAssertEqual(named(refusal { try Secret(setupKey: "GEZDGNBVGY3TQOJ1") }), "Secret.NotBase32")
        XCTAssertEqual(named(refusal { try Secret(bytes: Data(count: 9)) }), "Secret.TooShort")
        XCTAssertEqual(named(refusal { try Secret(bytes: Data(count: 129)) }), "Secret.TooLong")
        XCTAssertEqual(named(refusal { try Secret(bytes: Data()) }), "Secret.TooShort")
    }

    func testStrengthSaysHowLongASecretIs() throws {
        XCTAssertEqual(try Secret(bytes: Data(count: 10)).strength, .legacy)
        XCTAssertEqual(try Secret(bytes: Data(count: 16)).strength, .required)
        XCTAssertEqual(try Secret.random().strength, .recommended)
        XCTAssertFalse(try Secret.random().isSame(as: .random()))
    }

    func testLabelsOfUTF8GoThroughURIs() throws {
        for (issuer, account) in [("Straßenamt Köln", "zoë@例え.jp"), ("🏦 Bank", "иван"), ("بنك", "علي")] {
            let text = try OtpauthURI(issuer: issuer, account: account, secret: rfcSecret()).exposeText()
            XCTAssertTrue(text.utf8.allSatisfy { $0 < 0x80 }, text)
            let read = try OtpauthURI(text)
            XCTAssertEqual(read.issuer, issuer)
            XCTAssertEqual(read.account, account)
            XCTAssertFalse(read.issuersDisagree)
            XCTAssertTrue(try read.secret.isSame(as: rfcSecret()))
        }
    }

    func testLabelsThatRewriteATerminalAreRefused() throws {
        for account in ["a\u{202e}b", "a\u{7}b", "a\0b", "a\u{1b}[31m"] {
            let uri = try OtpauthURI(issuer: "Example", account: account, secret: rfcSecret())
            XCTAssertEqual(named(refusal { try uri.exposeText() }), "Uri.Unprintable")
        }
    }

    func testIssuersThatDisagreeAreBothThere() throws {
        let read = try OtpauthURI("otpauth://totp/One:a?secret=JBSWY3DPEHPK3PXP&issuer=Two")
        XCTAssertEqual([read.issuerInLabel, read.issuerInParameter, read.issuer], ["One", "Two", "Two"])
        XCTAssertTrue(read.issuersDisagree)
        let url = try XCTUnwrap(URL(string: "otpauth://totp/One:a?secret=JBSWY3DPEHPK3PXP&issuer=Two"))
        XCTAssertEqual(try OtpauthURI(url).issuer, "Two")
    }

    func testAQRCodeIsASquareWithItsFinderPatternsAndALightRoundabout() throws {
        let qr = try OtpauthURI(issuer: "Example", account: "alice", secret: rfcSecret()).qrCode()
        XCTAssertTrue((21...177).contains(qr.side) && qr.side % 4 == 1)
        for (x, y) in [(0, 0), (qr.side - 1, 0), (0, qr.side - 1), (3, 3)] { XCTAssertTrue(qr[x, y]) }
        for (x, y) in [(-1, 0), (0, -1), (qr.side, 0), (0, qr.side), (Int.max, Int.max), (Int.min, 0), (7, 7)] {
            XCTAssertFalse(qr[x, y], "\(x), \(y)")
        }
        XCTAssertTrue(try qr.svg().hasPrefix("<"))
        XCTAssertNotEqual(try qr.terminalText(.darkOnLight), try qr.terminalText(.lightOnDark))
        XCTAssertEqual(named(refusal { try QRCode(String(repeating: "x", count: 2954)) }), "Qr.TooLong")
    }

    func testNothingShowsASecretOrACodeUnasked() throws {
        let secret = try rfcSecret()
        let credential = try Credential(secret)
        let key = try RecoveryKey(bytes: Data(repeating: 7, count: 32))
        let policies = try Policies()
        let enrollment = try Enrollment(permit: .byAdministrator(), secret: secret, policies: policies)
        let uri = OtpauthURI(issuer: "Example", account: "alice", secret: secret)
        let ocra = try OCRA(secret, suite: "OCRA-1:HOTP-SHA1-6:QN08")
        let codes = try RecoveryCodes.random()
        let hidden: [Any] = [
            secret, credential, try credential.code(at: noon), key, enrollment, uri, ocra, codes,
            try key.issuePIN(for: "LAPTOP-1", at: noon), try uri.qrCode(), try added(credential),
            try Authenticators([Authenticator(credential, added(credential))]),
        ]
        let told = try [
            secret.exposeSetupKey(), credential.code(at: noon).code, key.exposeBase32(), enrollment.setupKey(),
            enrollment.setupURI(issuer: nil, account: "alice"), uri.exposeText(), "12345678901234567890",
            key.issuePIN(for: "LAPTOP-1", at: noon).pin, added(credential).data.base64EncodedString(),
        ] + codes.expose()
        for value in hidden {
            var dumped = ""
            dump(value, to: &dumped)
            for shown in ["\(value)", String(reflecting: value), dumped] {
                for text in told { XCTAssertFalse(shown.contains(text), "\(type(of: value)) shows \(text)") }
            }
        }
    }

    func testNothingThatIsPrintedShowsAHandleOfTheLibrary() async throws {
        let people = People(store: MemoryStore(), policies: try Policies().with("login.required", "*"))
        let decision = try await people.decide("alice", at: noon)
        let permit = try XCTUnwrap(decision.permit)
        let pinHash = try OCRA.PINHash(pin: "1234", .sha1)
        let inputs = OCRA.Inputs(question: "12345678", pinHash: pinHash, session: Data("4711".utf8))
        for (value, description) in [
            (decision, "LoginDecision(\(decision.answer))"), (permit, "EnrollmentPermit"),
            (pinHash, "OCRA.PINHash"), (inputs, "OCRA.Inputs"),
        ] as [(Any, String)] {
            XCTAssertEqual("\(value)", description)
            var dumped = ""
            dump(value, to: &dumped)
            for shown in ["\(value)", String(reflecting: value), dumped] {
                for text in ["LibMFABridge", "handle", "12345678", "4711"] {
                    XCTAssertFalse(shown.contains(text), shown)
                }
            }
        }
    }

    func testCodesAreGroupedAsPeopleReadThem() throws {
        for (digits, grouped) in [(6, "081 804"), (7, "7081 804"), (8, "0708 1804"), (10, "09070 81804")] {
            let credential = try Credential(rfcSecret(), .totp(digits: digits))
            XCTAssertEqual(try credential.code(at: noon).grouped, grouped)
        }
    }
}

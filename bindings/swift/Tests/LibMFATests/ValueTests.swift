import Foundation
import LibMFA
import XCTest

/// Values: what is encoded is decoded again, checked, and the same in every language.
final class ValueTests: TestCase {
    private func through<Value: Codable>(_ value: Value) throws -> Value {
        try JSONDecoder().decode(Value.self, from: JSONEncoder().encode(value))
    }

    func testParametersGoThroughJSONAndBytes() throws {
        let all = try [
            .standard, .totp(.sha512, digits: 10, period: .seconds(3600), t0: at(1_000_000_000)),
            .hotp(.sha256, digits: 8),
        ] as [Parameters]
        for parameters in all {
            XCTAssertEqual(try through(parameters), parameters)
            XCTAssertEqual(try Parameters(parameters.data()), parameters)
        }
        let json = #"{"kind":"totp","algorithm":"SHA1","digits":6,"period":30}"#
        XCTAssertEqual(try JSONDecoder().decode(Parameters.self, from: Data(json.utf8)), .standard)
        XCTAssertEqual(Parameters.standard, try .totp())
    }

    func testParametersOutOfRangeAreNotDecoded() {
        for json in [
            #"{"kind":"totp","algorithm":"SHA1","digits":5,"period":30}"#,
            #"{"kind":"totp","algorithm":"SHA1","digits":6,"period":0}"#,
            #"{"kind":"totp","algorithm":"SHA1","digits":6,"period":-30}"#,
            #"{"kind":"totp","algorithm":"SHA1","digits":6,"period":30,"t0":-1}"#,
            #"{"kind":"totp","algorithm":"MD5","digits":6,"period":30}"#,
            #"{"kind":"motp","algorithm":"SHA1","digits":6,"period":30}"#,
            #"{"kind":"hotp","algorithm":"SHA1"}"#,
        ] {
            XCTAssertThrowsError(try JSONDecoder().decode(Parameters.self, from: Data(json.utf8)), json)
        }
    }

    func testStatesGoThroughJSONAsData() throws {
        let state = try added(Credential(rfcSecret()))
        XCTAssertEqual(try through([state]), [state])
        XCTAssertThrowsError(try JSONDecoder().decode([AuthenticatorState].self, from: Data(#"["AAAA"]"#.utf8)))
        let standing = try Standing(Data(count: Standing.length))
        XCTAssertEqual(try through([standing]), [standing])
    }

    func testPoliciesGoThroughJSONAndAreCheckedThere() throws {
        for policy in [CodePolicy.default, .rfc6238, .nistSP80063B, .asvs5, .administrator, try CodePolicy(drift: 20)] {
            XCTAssertEqual(try through(policy), policy)
        }
        XCTAssertEqual(try JSONDecoder().decode(CodePolicy.self, from: Data("{}".utf8)), .default)
        XCTAssertThrowsError(try JSONDecoder().decode(CodePolicy.self, from: Data(#"{"past":51}"#.utf8)))
        XCTAssertThrowsError(try JSONDecoder().decode(CodePolicy.self, from: Data(#"{"past":-1}"#.utf8)))
    }

    func testPresetsAreWhatTheirNamesSay() throws {
        // DESIGN: one step to each side, ten counters ahead, no drift; 5 free, 30 seconds to an hour.
        let usual = CodePolicy.default
        XCTAssertEqual([usual.past, usual.future, usual.lookAhead, usual.drift], [1, 1, 10, nil])
        XCTAssertEqual([usual.throttle.firstLock, usual.throttle.longestLock], [.seconds(30), .seconds(3600)])
        XCTAssertEqual([usual.throttle.free, usual.throttle.cap], [5, 100])
        XCTAssertEqual(CodePolicy.nistSP80063B.throttle.cap, 100)
        XCTAssertEqual(CodePolicy.nistSP80063B.throttle.atCap, .close)
        XCTAssertEqual(CodePolicy.administrator.throttle.atCap, .keepLocking)
        XCTAssertEqual(try CodePolicy(), .default)
        XCTAssertEqual(Set([CodePolicy.default, try CodePolicy()]).count, 1)
    }

    func testPoliciesSayWhatWasSet() throws {
        let policies = try Policies()
            .with("recovery.enabled", "true").with("recovery.grant_minutes", "7200").with("login.required", "*")
            .with("enrollment.issuer", "Example").with("codes.past_steps", "3")
        XCTAssertTrue(policies.recoveryIsOn)
        XCTAssertEqual(policies.grantLength, .seconds(5 * 86_400))
        XCTAssertEqual(policies.required, ["*"])
        XCTAssertEqual(policies.issuer, "Example")
        XCTAssertEqual(policies.codes.past, 3)
        XCTAssertEqual(try policies.requirement(of: "alice"), .required)
        XCTAssertEqual(try policies.factor(of: "123-456-786"), .recovery)
        XCTAssertEqual(try policies.factor(of: "123456"), .code)
        let before = try Policies()
        XCTAssertFalse(before.recoveryIsOn)
        XCTAssertEqual(before.timeToEnroll, .seconds(48 * 3600))
        XCTAssertEqual(before.timeOffline, .seconds(168 * 3600))
        XCTAssertEqual(try before.requirement(of: "alice"), .ifEnrolled)
        XCTAssertEqual(try before.with(codes: .administrator).codes, .administrator)
        let keys = try Policies.keys().map(\.name)
        XCTAssertTrue(keys.contains("recovery.enabled") && Set(keys).count == keys.count)
        for preference in try Policies.managedPreferences() { XCTAssertTrue(keys.contains(preference.key)) }
    }

    func testManagedPreferencesAreTakenAsAWholeOrNotAtAll() throws {
        let grants = "DeviceRecoveryPINDuration"
        let preferences = try Policies.managedPreferences()
        XCTAssertTrue(preferences.contains { $0 == (grants, "recovery.grant_minutes") })
        let good = "<plist version=\"1.0\"><dict><key>\(grants)</key><integer>90</integer></dict></plist>"
        let reading = try Policies().reading(Data(good.utf8), as: .managedPreferences)
        XCTAssertEqual(reading.policies.grantLength, .seconds(5400))
        XCTAssertEqual(reading.settings.map(\.key), ["recovery.grant_minutes"])
        XCTAssertEqual(reading.settings.map(\.value), ["90"])
        XCTAssertEqual(reading.settings.first?.place?.line, 1)
        let first = "<plist version=\"1.0\">\n<dict>\n<key>\(grants)</key><integer>90</integer>\n"
        let bad = first + "<key>x</string>\n</dict></plist>"
        do throws(MFAError) {
            _ = try Policies().reading(Data(bad.utf8), as: .managedPreferences)
            XCTFail("it was not refused")
        } catch .policyFile(let detail, let place) {
            XCTAssertEqual(detail.reason, .syntax)
            XCTAssertEqual(place?.line, 4)
        } catch {
            XCTFail("it was refused by \(error)")
        }
    }

    func testTheVersionIsOfThreeNumbers() {
        XCTAssertEqual(libraryVersion.split(separator: ".").compactMap { Int($0) }.count, 3)
    }

    func testWhatAHelpDeskReadsOutIsWhatTheDeviceAccepts() throws {
        let key = try RecoveryKey.random()
        let again = try RecoveryKey(base32: key.exposeBase32())
        XCTAssertEqual(try again.exposeBytes(), try key.exposeBytes())
        let issued = try key.issuePIN(for: "laptop-1", at: noon)
        XCTAssertEqual(try again.issuePIN(for: "LAPTOP-1", at: noon), issued)
        XCTAssertEqual(issued.pin.filter { $0 != "-" }.count, 9)
        XCTAssertEqual(issued.validUntil, at(1_111_111_100) + 130)
        XCTAssertEqual(issued.nextDiffersFrom, at(1_111_111_110))
        XCTAssertEqual(try Names.device("laptop-1"), "LAPTOP-1")
        XCTAssertEqual(named(refusal { try key.respond(to: "123456789") }), "Entry.CheckDigit")
    }
}

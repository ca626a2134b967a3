import Foundation
import LibMFA
import XCTest

import func LibMFABridge.reasons

/// Errors: typed, told apart by name, and silent about secrets.
final class ErrorTests: TestCase {
    func testEveryReasonOfTheLibraryHasAConstantAndEveryConstantAReason() throws {
        let library = Set(try reasons().map(\.reason))
        let here = Set(MFAError.Reason.allCases.map(\.rawValue))
        // Those that arise in this language, and in the library without a family.
        let own: Set = ["NotFinite", "TooLarge", "Threw", "Cancelled", "Panicked", "Other"]
        XCTAssertEqual(library.subtracting(here), [], "these have no constant")
        XCTAssertEqual(here.subtracting(library).subtracting(own), [], "these are no reasons")
        XCTAssertEqual(here.count, MFAError.Reason.allCases.count)
    }

    func testConstantsAreNamedAsTheirReasons() {
        XCTAssertEqual(MFAError.Reason.notBase32.rawValue, "NotBase32")
        XCTAssertEqual(MFAError.Reason.noSuchPerson.rawValue, "NoSuchPerson")
        XCTAssertEqual(MFAError.Reason(rawValue: "NotADigit"), .notADigit)
        XCTAssertEqual("\(MFAError.Reason.checkDigit)", "CheckDigit")
    }

    func testEveryFamilyOfTheLibraryIsACase() throws {
        let families = Set(try reasons().map { "\($0.family)".lowercased() })
        let cases = ["secret", "parameters", "time", "entry", "policy", "uri", "name", "stored", "person", "store"]
            + ["commit", "ocra", "qr", "system", "policyfile"]
        XCTAssertEqual(families.subtracting(cases), [])
    }

    func testErrorsAreSwitchedOnByCaseAndReason() throws {
        do throws(MFAError) {
            _ = try Secret(setupKey: "not base 32!")
            XCTFail("it was not refused")
        } catch .secret(let detail) {
            switch detail.reason {
            case .notBase32: break
            default: XCTFail("it was refused by \(detail)")
            }
        } catch {
            XCTFail("it was refused by \(error)")
        }
    }

    func testTextsAreWholeSentencesForPeopleAndForLogs() {
        let error = refusal { try Secret(bytes: Data([1, 2, 3])) }
        XCTAssertEqual(error?.errorDescription, "the secret has 3 bytes; at least 10 are needed")
        XCTAssertEqual(error?.localizedDescription, error?.message)
        XCTAssertEqual(error.map { "\($0)" }, "Secret.TooShort: the secret has 3 bytes; at least 10 are needed")
    }

    func testNoErrorHoldsWhatWasTyped() throws {
        let authenticators = try someone()
        let typed = ["94287O82", "0819", "PXPXPX-SECRET", "otpauth://totp/a?secret=MYSECRETMYSECRE8"]
        for text in typed {
            for error in [
                refusal { try Secret(setupKey: text + "189") },
                refusal { try OtpauthURI(text) },
                refusal { try authenticators.verify(text, at: noon).committed(.unknown) },
                refusal { try RecoveryKey(base32: text) },
            ] {
                for shown in [error.map { "\($0)" }, error?.errorDescription, error.map { String(reflecting: $0) }] {
                    XCTAssertFalse(try XCTUnwrap(shown).contains(text), "it holds \(text)")
                }
            }
        }
    }

    func testAPolicyFileIsRefusedWithItsLineAndColumn() throws {
        let file = "[codes]\npast_steps = 1\npast_stebs = 2\n"
        let policies = try Policies()
        do throws(MFAError) {
            let reading = try policies.reading(Data(file.utf8), as: .policyFile)
            XCTAssertEqual(reading.unknown, ["codes.past_stebs"])
        } catch .policyFile(let detail, let place) {
            XCTAssertEqual(detail.reason, .noSuchKey)
            XCTAssertEqual(place?.line, 3)
        } catch {
            XCTFail("it was refused by \(error)")
        }
        do throws(MFAError) {
            _ = try policies.reading(Data("[codes]\npast_steps = 51\n".utf8), as: .policyFile)
            XCTFail("it was not refused")
        } catch .policyFile(let detail, let place) {
            XCTAssertTrue(detail.message.contains("past_steps"), detail.message)
            XCTAssertEqual(place?.line, 2)
        } catch {
            XCTFail("it was refused by \(error)")
        }
    }
}

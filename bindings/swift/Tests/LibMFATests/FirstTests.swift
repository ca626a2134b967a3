import XCTest
import LibMFA

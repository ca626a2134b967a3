//! otpauth URIs.

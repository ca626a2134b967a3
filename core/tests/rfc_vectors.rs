//! RFC 4226, appendix D, and RFC 6238, appendix B.
use mfa_core::*;
#[test]
fn smoke() {
    let secret = Secret::import(b"12345678901234567890").unwrap();
    let credential = Credential::new(&secret, Parameters::TOTP).unwrap();
    let start = Person::<1>::without_authenticators(Standing::NEW).add(&credential, credential.beginning()).unwrap();
    let mut state = None;
    start.commit(|next| { state = Some(*next.state()); Commit::Stored }).unwrap();
    let state = state.unwrap();
    let now = UnixTime::new(1_111_111_109).unwrap();
    let code = credential.code_at(now).unwrap().code;
    assert_eq!(code.as_str(), "081804");
    let person = Person::open([Authenticator { credential: &credential, state: &state }]).unwrap();
    let v = person.verify(now, &code, &Policy::DEFAULT).unwrap().commit(|_| Commit::Stored).unwrap();
    assert!(v.is_accepted(), "{v:?}");
    for (alg, len, want) in [(Algorithm::Sha1, 20, "94287082"), (Algorithm::Sha256, 32, "46119246"), (Algorithm::Sha512, 64, "90693936")] {
        let key: Vec<u8> = b"1234567890".iter().copied().cycle().take(len).collect();
        let c = Credential::new(&Secret::import(&key).unwrap(), Parameters { algorithm: alg, digits: Digits::Eight, ..Parameters::TOTP }).unwrap();
        assert_eq!(c.code_at(UnixTime::new(59).unwrap()).unwrap().code.as_str(), want);
    }
}

package main

/*
#cgo pkg-config: libmfa
#include <stdlib.h>
#include <mfa.h>
*/
import "C"

import (
	"fmt"
	"runtime"
	"unsafe"
)

// An Error of libmfa's.
type Error int32

func (e Error) Error() string { return C.GoString(C.mfa_result_message(C.mfa_result(e))) }

// ErrStateLength is that of a file which is cut short.
const ErrStateLength = Error(C.MFA_ERROR_STATE_LENGTH)

// What is not MFA_OK here is an error. What decides does not go through this: its zero means accepted.
func must(result C.mfa_result) error {
	if result != C.MFA_OK {
		return Error(result)
	}
	return nil
}

// A Credential lies in C's memory, as everything does that is secret: Go may copy its own memory elsewhere and wipes nothing.
type Credential struct{ inner *C.mfa_credential }

// NewCredential makes one of TOTP, SHA-1, 6 digits, 30 seconds, from a secret's bytes. Close it.
func NewCredential(secret []byte) (*Credential, error) {
	inner := (*C.mfa_secret)(zeroed(C.mfa_secret_size()))
	defer C.free(unsafe.Pointer(inner))
	defer C.mfa_secret_wipe(inner)
	if err := must(C.mfa_secret_import(inner, bytesOf(secret), C.size_t(len(secret)))); err != nil {
		return nil, err
	}
	credential := &Credential{(*C.mfa_credential)(zeroed(C.mfa_credential_size()))}
	if err := must(C.mfa_credential_make(credential.inner, inner, nil)); err != nil {
		credential.Close()
		return nil, err
	}
	return credential, nil
}

// Close wipes it.
func (c *Credential) Close() {
	C.mfa_credential_wipe(c.inner)
	C.free(unsafe.Pointer(c.inner))
	c.inner = nil
}

// SecretOf reads base32.
func SecretOf(base32 string) ([]byte, error) {
	secret := (*C.mfa_secret)(zeroed(C.mfa_secret_size()))
	defer C.free(unsafe.Pointer(secret))
	defer C.mfa_secret_wipe(secret)
	text := []byte(base32)
	if err := must(C.mfa_secret_from_base32(secret, charsOf(text), C.size_t(len(text)))); err != nil {
		return nil, err
	}
	raw := make([]byte, C.MFA_SECRET_LONGEST)
	var length C.size_t
	if err := must(C.mfa_secret_expose(secret, bytesOf(raw), C.size_t(len(raw)), &length)); err != nil {
		return nil, err
	}
	return raw[:length], nil
}

// StateLength is how many bytes the state of an authenticator has.
const StateLength = C.MFA_STATE_LENGTH

// An Answer is what an attempt came to once it is stored.
type Answer struct {
	Result         int32
	LockedUntil    uint64
	FailuresBefore uint32
}

// Accepted is true of nothing but an accepted code that is used up in the store.
func (a Answer) Accepted() bool { return a.Result == C.MFA_OK }

// Locked says that nothing was looked at.
func (a Answer) Locked() bool { return a.Result == C.MFA_LOCKED }

// Closed says the same, and that time does not change it.
func (a Answer) Closed() bool { return a.Result == C.MFA_CLOSED }

// Verify tries a code of the one authenticator. store is called, at most once, with the states to store; it returns nil
// only when they are on the disk.
func Verify(credential *Credential, state []byte, now uint64, typed string, store func(states []byte) error) (Answer, error) {
	code := []byte(typed)
	return attempt(store, func(attempt *C.mfa_attempt) C.mfa_result {
		return C.mfa_person_verify(attempt, credential.inner, 1, bytesOf(state), C.size_t(len(state)), C.uint64_t(now),
			charsOf(code), C.size_t(len(code)), nil)
	})
}

// Add makes a person of one authenticator.
func Add(credential *Credential, store func(states []byte) error) error {
	standing := make([]byte, C.MFA_STANDING_LENGTH)
	if err := must(C.mfa_standing_init(bytesOf(standing), C.size_t(len(standing)))); err != nil {
		return err
	}
	answer, err := attempt(store, func(attempt *C.mfa_attempt) C.mfa_result {
		return C.mfa_person_add(attempt, nil, 0, bytesOf(standing), C.size_t(len(standing)), credential.inner, 0)
	})
	if err == nil && answer.Result != C.MFA_CHANGED {
		err = Error(answer.Result)
	}
	return err
}

// Begins an attempt, stores what it wants stored and only then asks for the answer. In two steps, for a callback from C
// into Go costs more. The attempt is C's memory, for mfa_next has pointers into it, and a struct that Go passes to C must
// not point to what is Go's.
func attempt(store func(states []byte) error, begin func(*C.mfa_attempt) C.mfa_result) (Answer, error) {
	attempt := (*C.mfa_attempt)(zeroed(C.mfa_attempt_size()))
	defer C.free(unsafe.Pointer(attempt))
	defer C.mfa_attempt_wipe(attempt)
	if result := begin(attempt); result != C.MFA_UNCOMMITTED {
		return Answer{}, Error(result)
	}
	var next C.mfa_next
	next.size = C.uint32_t(unsafe.Sizeof(next))
	if result := C.mfa_attempt_next(attempt, &next); result != C.MFA_UNCOMMITTED {
		return Answer{}, Error(result)
	}
	commit, failed := C.uint32_t(C.MFA_COMMIT_UNKNOWN), error(nil)
	// Verifying and adding want states stored, if anything.
	if next.parts == C.MFA_PART_STATES {
		failed = store(C.GoBytes(unsafe.Pointer(next.states), C.int(next.states_size)))
		if failed == nil {
			commit = C.MFA_COMMIT_STORED
		}
	}
	var verdict C.mfa_verdict
	verdict.size = C.uint32_t(unsafe.Sizeof(verdict))
	result := C.mfa_attempt_told(attempt, commit, &verdict)
	if failed != nil {
		return Answer{}, failed
	}
	if result < 0 {
		return Answer{}, Error(result)
	}
	return Answer{int32(result), uint64(verdict.locked_until), uint32(verdict.failures_before)}, nil
}

// C's memory for an object, zeroed: libmfa knows that nothing is in it.
func zeroed(size C.size_t) unsafe.Pointer {
	memory := C.calloc(1, size)
	if memory == nil {
		panic(fmt.Sprintf("no memory for %d bytes", size))
	}
	return memory
}

// Where a slice's bytes are; good for the one call that it is written in.
func bytesOf(slice []byte) *C.uint8_t { return (*C.uint8_t)(unsafe.Pointer(unsafe.SliceData(slice))) }

func charsOf(slice []byte) *C.char { return (*C.char)(unsafe.Pointer(unsafe.SliceData(slice))) }

// Wipe overwrites a slice. Go may have copied it before: whoever must be sure keeps secrets in C's memory.
func Wipe(slice []byte) {
	clear(slice)
	runtime.KeepAlive(slice)
}

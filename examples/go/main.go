// A second factor that is kept in a file.
//
//	second-factor import FILE    takes over a base32 secret, read from standard input
//	second-factor verify FILE    verifies a code, read from standard input: accepted, rejected or locked
//
// Exit status: 0 done or accepted, 1 not accepted, 2 an error, which lets nobody in either.
package main

import (
	"bufio"
	"fmt"
	"io/fs"
	"os"
	"strings"
	"time"
)

// What is accepted is accepted only once this is on the disk.
func storeIn(file *PersonFile, secret []byte) func([]byte) error {
	return func(states []byte) error {
		content := append(append(make([]byte, 0, len(states)+len(secret)), states...), secret...)
		defer Wipe(content)
		// The lock is ours since the file was read, so there is no conflict to find.
		return file.Write(content)
	}
}

func verify(file *PersonFile, typed string) (accepted bool, err error) {
	content, err := file.Read()
	if err != nil {
		return false, err
	}
	defer Wipe(content)
	if len(content) < StateLength {
		return false, ErrStateLength
	}
	state, secret := content[:StateLength], content[StateLength:]
	credential, err := NewCredential(secret)
	if err != nil {
		return false, err
	}
	defer credential.Close()
	answer, err := Verify(credential, state, uint64(time.Now().Unix()), typed, storeIn(file, secret))
	switch {
	case err != nil:
		return false, err
	case answer.Accepted():
		fmt.Println("accepted")
		if answer.FailuresBefore > 0 {
			fmt.Println("wrong codes before this one:", answer.FailuresBefore)
		}
	case answer.Locked():
		fmt.Println("locked until", answer.LockedUntil)
	case answer.Closed():
		fmt.Println("closed: ask an administrator")
	default: // why is for logs, never for whoever typed the code
		fmt.Println("rejected")
	}
	return answer.Accepted(), nil
}

// Makes a person who has this one authenticator.
func takeOver(file *PersonFile, base32 string) error {
	if _, err := os.Lstat(file.path); !os.IsNotExist(err) {
		return &fs.PathError{Op: "import", Path: file.path, Err: fs.ErrExist}
	}
	secret, err := SecretOf(base32)
	if err != nil {
		return err
	}
	defer Wipe(secret)
	credential, err := NewCredential(secret)
	if err != nil {
		return err
	}
	defer credential.Close()
	return Add(credential, storeIn(file, secret))
}

func run(command, path string) (ok bool, err error) {
	// First the line, then the lock: nobody waits for somebody who types.
	line, _ := bufio.NewReader(os.Stdin).ReadString('\n')
	line = strings.TrimRight(line, "\r\n")
	file, err := OpenPersonFile(path)
	if err != nil {
		return false, err
	}
	defer file.Close()
	if command == "import" {
		err := takeOver(file, line)
		return err == nil, err
	}
	return verify(file, line)
}

func main() {
	if len(os.Args) != 3 || os.Args[1] != "import" && os.Args[1] != "verify" {
		fmt.Fprintln(os.Stderr, "usage: second-factor import|verify FILE")
		os.Exit(2)
	}
	ok, err := run(os.Args[1], os.Args[2])
	if err != nil {
		fmt.Fprintln(os.Stderr, "second-factor:", err)
		os.Exit(2)
	}
	if !ok {
		os.Exit(1)
	}
}

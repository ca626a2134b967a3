package main

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
)

// A PersonFile is 64 bytes of state, and behind them the secret of the one authenticator. It is locked until Close: of two
// logins at the same time one waits for the other.
type PersonFile struct {
	path string
	lock *os.File
}

// OpenPersonFile locks a file of its own, for the person's is replaced each time. It is never removed; the lock dies with
// the process.
func OpenPersonFile(path string) (*PersonFile, error) {
	lock, err := os.OpenFile(path+".lock", os.O_RDWR|os.O_CREATE|syscall.O_NOFOLLOW, 0o600)
	if err != nil {
		return nil, err
	}
	for {
		err = syscall.Flock(int(lock.Fd()), syscall.LOCK_EX)
		if err == nil {
			return &PersonFile{path, lock}, nil
		}
		if !errors.Is(err, syscall.EINTR) {
			lock.Close()
			return nil, err
		}
	}
}

// Close unlocks it.
func (f *PersonFile) Close() { f.lock.Close() }

// Read reads all of it.
func (f *PersonFile) Read() ([]byte, error) { return os.ReadFile(f.path) }

// Write replaces the file, or makes it. After an error nobody knows what the disk holds.
func (f *PersonFile) Write(content []byte) error {
	beside := f.path + ".new"
	// One that a crash left is not written over: its mode and its owner could be anything.
	if err := os.Remove(beside); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	file, err := os.OpenFile(beside, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = file.Write(content)
	// A disk may say only at the end that it is full.
	if err = errors.Join(err, file.Sync(), file.Close()); err != nil {
		return err
	}
	if err := os.Rename(beside, f.path); err != nil {
		return err
	}
	// A new name in a folder is there after a power cut only when the folder is synced.
	folder, err := os.Open(filepath.Dir(f.path))
	if err != nil {
		return err
	}
	return errors.Join(folder.Sync(), folder.Close())
}

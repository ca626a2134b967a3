// pquerna/otp's check of a code in a window of one step to each side, timed when it is asked for on standard input:
// "knows TIME CODE" is answered with yes or no, "time TIME CALLS CODE" with nanoseconds in all.
package main

import (
	"bufio"
	"encoding/base32"
	"fmt"
	"os"
	"time"

	"github.com/pquerna/otp"
	"github.com/pquerna/otp/totp"
)

var secret = base32.StdEncoding.EncodeToString([]byte("12345678901234567890"))

func check(code string, now time.Time) bool {
	options := totp.ValidateOpts{Period: 30, Skew: 1, Digits: otp.DigitsSix, Algorithm: otp.AlgorithmSHA1}
	valid, err := totp.ValidateCustom(code, secret, now, options)
	return valid && err == nil
}

func main() {
	questions := bufio.NewScanner(os.Stdin)
	for questions.Scan() {
		var seconds, calls int64
		var code string
		if _, err := fmt.Sscanf(questions.Text(), "knows %d %s", &seconds, &code); err == nil {
			if check(code, time.Unix(seconds, 0)) {
				fmt.Println("yes")
			} else {
				fmt.Println("no")
			}
			continue
		}
		if _, err := fmt.Sscanf(questions.Text(), "time %d %d %s", &seconds, &calls, &code); err != nil {
			os.Exit(2)
		}
		now := time.Unix(seconds, 0)
		start := time.Now()
		for call := int64(0); call < calls; call++ {
			if check(code, now) {
				os.Exit(3)
			}
		}
		fmt.Println(time.Since(start).Nanoseconds())
	}
}

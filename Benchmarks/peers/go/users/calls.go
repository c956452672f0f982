package users

import (
	"errors"
	"fmt"
	"reflect"
	"strings"

	"outboard/go/bench"
)

// errAnswer is reported when a timed call gets an answer that cannot be right.
var errAnswer = errors.New("the answer is wrong")

// Cases are the five methods of a manager that is to be measured, each with its checks: what it answers is compared
// with what a manager in this process answers about the same file.
func Cases(manager Manager, userFile string) ([]bench.Case, error) {
	truth := &Store{}
	count, err := truth.OnLoad(userFile)
	if err != nil {
		return nil, err
	}
	const username = "einstein"
	want, err := truth.GetUserByClaim("username", username)
	if err != nil {
		return nil, err
	}
	found, err := truth.FindUsers(username)
	if err != nil {
		return nil, err
	}
	if err := refusals(manager, userFile); err != nil {
		return nil, err
	}
	id := want.ID
	isLike := func(user *User) bool {
		return user != nil && user.UIDNumber == want.UIDNumber && len(user.Groups) == len(want.Groups)
	}
	return []bench.Case{
		method("on-load", count, func() (int, error) { return manager.OnLoad(userFile) },
			func(answer int) bool { return answer == count }),
		method("get-user", want, func() (*User, error) { return manager.GetUser(id) }, isLike),
		method("get-user-by-claim", want,
			func() (*User, error) { return manager.GetUserByClaim("username", username) }, isLike),
		method("get-user-groups", want.Groups, func() ([]string, error) { return manager.GetUserGroups(id) },
			func(groups []string) bool { return len(groups) == len(want.Groups) }),
		method("find-users", found, func() ([]*User, error) { return manager.FindUsers(username) },
			func(users []*User) bool { return len(users) == len(found) && isLike(users[0]) }),
	}, nil
}

func method[T any](name string, want T, call func() (T, error), isLike func(T) bool) bench.Case {
	return bench.Case{
		Name: name,
		Call: func() error {
			answer, err := call()
			if err == nil && !isLike(answer) {
				err = errAnswer
			}
			return err
		},
		Verify: func() error {
			answer, err := call()
			if err == nil && !reflect.DeepEqual(answer, want) {
				err = fmt.Errorf("%w: %+v instead of %+v", errAnswer, answer, want)
			}
			return err
		},
	}
}

// refusals makes sure that errors arrive as errors, and with their text.
func refusals(manager Manager, userFile string) error {
	if _, err := manager.OnLoad(userFile + ".missing"); err == nil {
		return errors.New("a file that does not exist was loaded")
	}
	if _, err := manager.OnLoad(userFile); err != nil {
		return err
	}
	_, err := manager.GetUser(ID{OpaqueID: "nobody", IDP: "nowhere"})
	if err == nil || !strings.Contains(err.Error(), "nobody at nowhere") {
		return fmt.Errorf("a user who does not exist was answered with %v", err)
	}
	return nil
}

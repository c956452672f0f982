package users

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"
	"sync/atomic"
)

// Store keeps users in memory, indexed; it implements Manager. Any number of goroutines may call it at once.
type Store struct {
	loaded atomic.Pointer[index]
}

// index never changes once it is made.
type index struct {
	users      []*User
	byID       map[ID]*User
	byUsername map[string]*User
	byMail     map[string]*User
	byUID      map[int64]*User
	// text is what FindUsers searches: the text of each user in lower case.
	text []string
}

// OnLoad loads a file in place of what was loaded before.
func (store *Store) OnLoad(userFile string) (int, error) {
	contents, err := os.ReadFile(userFile)
	if err != nil {
		return 0, err
	}
	var users []*User
	if err := json.Unmarshal(contents, &users); err != nil {
		return 0, fmt.Errorf("cannot load users from %s: %w", userFile, err)
	}
	loaded, err := newIndex(users)
	if err != nil {
		return 0, fmt.Errorf("cannot load users from %s: %w", userFile, err)
	}
	store.loaded.Store(loaded)
	return len(users), nil
}

func newIndex(users []*User) (*index, error) {
	made := &index{
		users: users, byID: map[ID]*User{}, byUsername: map[string]*User{}, byMail: map[string]*User{},
		byUID: map[int64]*User{},
	}
	for _, user := range users {
		made.byID[user.ID] = user
		made.byUsername[user.Username] = user
		made.byMail[user.Mail] = user
		made.byUID[user.UIDNumber] = user
		fields := []string{user.Username, user.Mail, user.DisplayName}
		made.text = append(made.text, strings.ToLower(strings.Join(fields, "\xff")))
	}
	for _, count := range []int{len(made.byID), len(made.byUsername), len(made.byMail), len(made.byUID)} {
		if count != len(users) {
			return nil, errors.New("two users have something in common that identifies a user")
		}
	}
	return made, nil
}

var errNoUsers = errors.New("no users are loaded")

// GetUser looks a user up by id.
func (store *Store) GetUser(id ID) (*User, error) {
	loaded := store.loaded.Load()
	if loaded == nil {
		return nil, errNoUsers
	}
	if user := loaded.byID[id]; user != nil {
		return user, nil
	}
	return nil, fmt.Errorf("there is no user whose id is '%s at %s'", id.OpaqueID, id.IDP)
}

// GetUserByClaim looks a user up by username, mail or uid.
func (store *Store) GetUserByClaim(claim, value string) (*User, error) {
	loaded := store.loaded.Load()
	if loaded == nil {
		return nil, errNoUsers
	}
	var user *User
	switch claim {
	case "username":
		user = loaded.byUsername[value]
	case "mail":
		user = loaded.byMail[value]
	case "uid":
		if number, err := strconv.ParseInt(value, 10, 64); err == nil {
			user = loaded.byUID[number]
		}
	default:
		return nil, fmt.Errorf("there is no claim '%s'; the claims are username, mail, uid", claim)
	}
	if user == nil {
		return nil, fmt.Errorf("there is no user whose %s is '%s'", claim, value)
	}
	return user, nil
}

// GetUserGroups returns the groups of a user.
func (store *Store) GetUserGroups(id ID) ([]string, error) {
	user, err := store.GetUser(id)
	if err != nil {
		return nil, err
	}
	return user.Groups, nil
}

// FindUsers reads the text of all users.
func (store *Store) FindUsers(query string) ([]*User, error) {
	loaded := store.loaded.Load()
	if loaded == nil {
		return nil, errNoUsers
	}
	if len([]rune(query)) < 2 {
		return nil, fmt.Errorf("the query '%s' is too short: it needs at least two characters", query)
	}
	query = strings.ToLower(query)
	var found []*User
	for place, text := range loaded.text {
		if strings.Contains(text, query) {
			found = append(found, loaded.users[place])
		}
	}
	return found, nil
}

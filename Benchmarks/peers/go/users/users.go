// Package users is the user manager of Outboard's example, in Go: the same methods, the same file of users, the same
// rules. All peers that are written in Go serve it.
package users

// Manager answers who somebody is and which groups they belong to.
type Manager interface {
	// OnLoad loads the users of a file and returns how many there are.
	OnLoad(userFile string) (int, error)
	// GetUser looks a user up by id.
	GetUser(id ID) (*User, error)
	// GetUserByClaim looks a user up by username, mail or uid.
	GetUserByClaim(claim, value string) (*User, error)
	// GetUserGroups returns the groups of a user.
	GetUserGroups(id ID) ([]string, error)
	// FindUsers finds users by a part of their user name, mail address or display name.
	FindUsers(query string) ([]*User, error)
}

// ID identifies a user.
type ID struct {
	OpaqueID string `json:"opaqueID"`
	IDP      string `json:"idp"`
}

// User is somebody with an account.
type User struct {
	ID           ID                     `json:"id"`
	Username     string                 `json:"username"`
	Mail         string                 `json:"mail"`
	MailVerified bool                   `json:"mailVerified"`
	DisplayName  string                 `json:"displayName"`
	Groups       []string               `json:"groups"`
	Opaque       map[string]OpaqueEntry `json:"opaque"`
	UIDNumber    int64                  `json:"uidNumber"`
	GIDNumber    int64                  `json:"gidNumber"`
}

// OpaqueEntry is bytes that only some other system understands.
type OpaqueEntry struct {
	Decoder string `json:"decoder"`
	Value   []byte `json:"value"`
}

package shared

import (
	"outboard/generated/messages"
	"outboard/go/users"
)

// toMessage is how a user is sent; there may be none, when there is an error.
func toMessage(user *users.User) *messages.User {
	if user == nil {
		return nil
	}
	opaque := make(map[string]*messages.OpaqueValue, len(user.Opaque))
	for name, entry := range user.Opaque {
		opaque[name] = &messages.OpaqueValue{Decoder: entry.Decoder, Value: entry.Value}
	}
	return &messages.User{
		Id:       &messages.UserID{OpaqueId: user.ID.OpaqueID, Idp: user.ID.IDP},
		Username: user.Username, Mail: user.Mail, MailVerified: user.MailVerified, DisplayName: user.DisplayName,
		Groups: user.Groups, Opaque: opaque, UidNumber: user.UIDNumber, GidNumber: user.GIDNumber,
	}
}

// fromMessage is a user that was received; there may be none, when there is an error.
func fromMessage(user *messages.User) *users.User {
	if user == nil {
		return nil
	}
	opaque := make(map[string]users.OpaqueEntry, len(user.Opaque))
	for name, entry := range user.Opaque {
		opaque[name] = users.OpaqueEntry{Decoder: entry.Decoder, Value: entry.Value}
	}
	return &users.User{
		ID:       users.ID{OpaqueID: user.Id.GetOpaqueId(), IDP: user.Id.GetIdp()},
		Username: user.Username, Mail: user.Mail, MailVerified: user.MailVerified, DisplayName: user.DisplayName,
		Groups: user.Groups, Opaque: opaque, UIDNumber: user.UidNumber, GIDNumber: user.GidNumber,
	}
}

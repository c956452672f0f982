import FoundationEssentials

/// A user as the file has it.
struct UserRecord: Decodable {
    struct ID: Decodable {
        var opaqueID: String
        var idp: String
    }

    struct Entry: Decodable {
        var decoder: String
        var value: Data
    }

    var id: ID
    var username: String
    var mail: String
    var mailVerified: Bool
    var displayName: String
    var groups: [String]?
    var opaque: [String: Entry]?
    var uidNumber: Int64
    var gidNumber: Int64

    var user: User {
        User(
            id: UserID(opaqueID: id.opaqueID, idp: id.idp), username: username, mail: mail,
            mailVerified: mailVerified, displayName: displayName, groups: groups ?? [],
            opaque: (opaque ?? [:]).mapValues { OpaqueEntry(decoder: $0.decoder, value: Array($0.value)) },
            uidNumber: uidNumber, gidNumber: gidNumber)
    }
}

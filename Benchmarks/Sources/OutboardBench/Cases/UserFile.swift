internal import BenchInterface
internal import BenchUserManager
internal import Glibc

/// The users that the user manager answers about, as a file in `/dev/shm` that goes with the last reference.
final class UserFile {
    let path = "/dev/shm/outboard-bench-\(getpid())-\(MonotonicTime.now()).json"
    /// The user whom all calls are about.
    let id = UserID(opaqueID: "4c510ada-c86b-4815-8820-42cdf82c3d51", idp: "idp.example.org")
    let username = "einstein"

    init() throws(BenchError) {
        guard let file = unsafe fopen(path, "we") else {
            throw BenchError("\(path) cannot be written: \(unsafe String(cString: strerror(errno)))")
        }
        let isWritten = unsafe fputs(Self.text, file) >= 0
        guard unsafe fclose(file) == 0, isWritten else {
            throw BenchError("\(path) cannot be written: \(unsafe String(cString: strerror(errno)))")
        }
    }

    deinit {
        unsafe unlink(path)
    }

    private static let text = """
        [
          {"id": {"opaqueID": "4c510ada-c86b-4815-8820-42cdf82c3d51", "idp": "idp.example.org"},
           "username": "einstein", "mail": "einstein@example.org", "mailVerified": true,
           "displayName": "Albert Einstein", "groups": ["sailing-lovers", "violin-haters", "physics-lovers"],
           "opaque": {"quota": {"decoder": "plain", "value": "MjAwMDAwMDAwMA=="}},
           "uidNumber": 123, "gidNumber": 987},
          {"id": {"opaqueID": "f7fbf8c8-139b-4376-b307-cf0a8c2d0d9c", "idp": "idp.example.org"},
           "username": "marie", "mail": "marie@example.org", "mailVerified": true,
           "displayName": "Marie Curie", "groups": ["radium-lovers", "polonium-lovers", "physics-lovers"],
           "uidNumber": 124, "gidNumber": 987},
          {"id": {"opaqueID": "932b4540-8d16-481e-8ef4-588e4b6b151c", "idp": "idp.example.org"},
           "username": "richard", "mail": "richard@example.org", "mailVerified": true,
           "displayName": "Richard Feynman", "groups": ["quantum-lovers", "philosophy-haters", "physics-lovers"],
           "uidNumber": 125, "gidNumber": 987}
        ]

        """
}

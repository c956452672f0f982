import SystemPackage

/// Makes up users and writes them to a file, a piece at a time, so that their number is only a matter of disk space.
struct UserFileGenerator {
    let count: Int

    private static let firstNames = ["Ada", "Alan", "Albert", "Edsger", "Emmy", "Grace", "Marie", "Niels"]
    private static let lastNames = ["Bohr", "Curie", "Dijkstra", "Einstein", "Hopper", "Lovelace", "Noether"]
    private static let groups = [
        "algebra-lovers", "bongo-players", "engine-programmers", "physics-lovers", "sailing-lovers", "violin-haters",
        "long-distance-runners",
    ]

    /// Writes the file in place of what was there.
    ///
    /// - Returns: Its size in bytes.
    func write(to path: String) throws -> Int {
        do {
            let file = try FileDescriptor.open(
                FilePath(path), .writeOnly, options: [.create, .truncate, .closeOnExec],
                permissions: [.ownerReadWrite, .groupRead, .otherRead])
            return try file.closeAfter { try write(to: file) }
        } catch {
            throw DemoFailure("cannot write \(path): \(error)")
        }
    }

    private func write(to file: FileDescriptor) throws -> Int {
        var byteCount = 0
        var text = "[\n"
        for number in 0..<count {
            append(number, to: &text)
            text += number + 1 < count ? ",\n" : "\n]\n"
            if text.utf8.count >= 1 << 20 || number + 1 == count {
                byteCount += try file.writeAll(text.utf8)
                text.removeAll(keepingCapacity: true)
            }
        }
        return byteCount
    }

    private func append(_ number: Int, to text: inout String) {
        let username = "user\(number.padded(to: 7))"
        let first = Self.firstNames[number % Self.firstNames.count]
        let last = Self.lastNames[number / Self.firstNames.count % Self.lastNames.count]
        let group = number % Self.groups.count
        let otherGroup = (group + 1 + number % (Self.groups.count - 1)) % Self.groups.count
        text += """
            {"id": {"opaqueID": "00000000-0000-4000-8000-\(number.padded(to: 12))", "idp": "idp.example.org"}, \
            "username": "\(username)", "mail": "\(username)@example.org", "mailVerified": \(number % 8 != 0), \
            "displayName": "\(first) \(last)", "groups": ["\(Self.groups[group])", "\(Self.groups[otherGroup])"], \
            "opaque": {"quota": {"decoder": "plain", "value": "MjAwMDAwMDAwMA=="}}, \
            "uidNumber": \(100_000 + number), "gidNumber": 100}
            """
    }
}

import FoundationEssentials
import SystemPackage

extension UserStore {
    /// Reads a JSON file of users, an array of objects with the fields of `User`, and indexes them.
    ///
    /// `groups` and `opaque` may be missing; the bytes of an opaque entry are in Base64.
    ///
    /// - Parameter userFile: The path of the file.
    /// - Throws: `InvalidUserFile` that says what is wrong with the file, and where.
    public convenience init(userFile: String) throws(InvalidUserFile) {
        do {
            let records = try JSONDecoder().decode([UserRecord].self, from: Self.contents(userFile))
            try self.init(records.map(\.user))
        } catch let error as DecodingError {
            throw InvalidUserFile(path: userFile, cause: error.cause)
        } catch {
            throw InvalidUserFile(path: userFile, cause: "\(error)")
        }
    }

    private static func contents(_ path: String) throws -> Data {
        let file = try FileDescriptor.open(FilePath(path), .readOnly, options: .closeOnExec)
        return try file.closeAfter {
            var contents = Data()
            var chunk = [UInt8](repeating: 0, count: 1 << 20)
            while true {
                let count = try unsafe chunk.withUnsafeMutableBytes { try unsafe file.read(into: $0) }
                if count == 0 { return contents }
                contents.append(contentsOf: chunk[..<count])
            }
        }
    }
}

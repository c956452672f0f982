import Foundation

/// The files of the repository that these tests belong to.
enum Repository {
    private static let root = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../..").standardizedFileURL

    /// The path of a file.
    static func path(_ file: String) -> String { root.appending(path: file).path(percentEncoded: false) }

    /// The lines of a file.
    static func lines(_ file: String) throws -> [Substring] {
        let text = try String(contentsOf: root.appending(path: file), encoding: .utf8)
        return text.split(separator: "\n", omittingEmptySubsequences: false)
    }

    /// The users that the demo shows.
    static var sampleUsers: String { path("Sources/Examples/UserManagerDemo/users.json") }
}

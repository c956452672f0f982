import Foundation

/// A file that is gone when the last reference to it is.
final class TemporaryFile: Sendable {
    let path: String

    /// Makes up a name, and a file if there is text for it.
    init(_ text: String? = nil) throws {
        let url = FileManager.default.temporaryDirectory.appending(path: "ExamplesTests.\(UUID().uuidString).json")
        path = url.path(percentEncoded: false)
        if let text { try Data(text.utf8).write(to: url) }
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }
}

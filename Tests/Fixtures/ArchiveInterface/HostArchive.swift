// swift-format-ignore-file: AllPublicDeclarationsHaveDocumentation
// What conformances ask for is documented where it is asked for.

internal import OutboardCore
internal import OutboardSystem

/// An archive that has nothing of its own: all documents are its host's.
public final class HostArchive: Archive {
    private let ends = Locked<[String: Int]>([:])

    public init() {}

    private func note(_ end: String) { ends.withLock { $0[end, default: 0] += 1 } }

    /// Has the host read a document, and counts how that ended.
    private func read(_ path: String) async throws -> [UInt8] {
        do {
            return try await CallContext.current.host(DocumentsClient.self).read(path: path)
        } catch {
            note((error as? OutboardError)?.code.description ?? "\(type(of: error))")
            throw error
        }
    }

    public func collect(_ paths: [String]) async throws -> [UInt8] {
        var contents: [UInt8] = []
        for path in paths { contents += try await read(path) }
        return contents
    }

    public func collectAtOnce(_ paths: [String]) async throws -> Int {
        try await withThrowingTaskGroup(of: Int.self) { group in
            for path in paths { group.addTask { [self] in try await read(path).count } }
            return try await group.reduce(0, +)
        }
    }

    public func misuse(_ what: String) async throws -> String {
        let host = try CallContext.current.host(DocumentsClient.self)
        do {
            switch what {
            case "method": try await host.unknown()
            case "arguments": _ = try await host.readWrongly()
            case "thread": _ = try host.length(path: "a")
            case "length": return "\(try await host.lengthLater(path: "a"))"
            case "other": _ = try CallContext.current.host(ArchiveClient.self)
            default: _ = try await host.read(path: what)
            }
            return "nothing"
        } catch {
            return "\(error)"
        }
    }

    public func readAndWait(_ path: String) async throws {
        defer { note("method") }
        _ = try await read(path)
        note("read")
        do {
            try await Task.sleep(for: .seconds(600))
        } catch {
            note(CallContext.current.isCancelled ? "seen" : "unseen")
            throw error
        }
    }

    public func counts() throws -> [String: Int] { ends.withLock { $0 } }

    public func collectNow(_ path: String) throws -> [UInt8] {
        _ = try CallContext.current.host(DocumentsClient.self)
        return []
    }

    public func double(atMost count: Int) async throws -> Int {
        let host = try CallContext.current.host(DocumentsClient.self)
        var total = 0
        while true {
            let items = try await host.pull(atMost: count)
            if items.isEmpty { return total }
            total += items.count
            try await host.push(items.map { 2 * $0 })
        }
    }

    public func readForEver(_ path: String) async throws {
        while true { _ = try await read(path) }
    }
}

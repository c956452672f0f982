internal import OutboardSystem

/// A shelf with a door.
public final class Cupboard: Shelf, Door {
    private struct State {
        var items: [String] = []
        var openings = 0
        var knocks = 0
    }

    private let configuration: ShelfConfiguration
    private let state = Locked(State())

    /// Makes an empty one.
    ///
    /// - Throws: `ShelfError` if the configuration says so.
    public init(_ configuration: ShelfConfiguration = ShelfConfiguration()) throws {
        if configuration.isRefused { throw ShelfError(item: configuration.label) }
        self.configuration = configuration
    }

    /// Adds the thing.
    public func put(_ item: String) throws -> Int {
        state.withLock { state in
            state.items.append(item)
            return state.items.count
        }
    }

    /// All things.
    public func items() throws -> [String] { state.withLock { $0.items } }

    /// The label.
    public func label() throws -> String { configuration.label }

    /// The label, later.
    public func labelLater(milliseconds: Int) async throws -> String {
        try await Task.sleep(for: .milliseconds(milliseconds))
        return configuration.label
    }

    /// Throws.
    public func drop(_ item: String) throws { throw ShelfError(item: item) }

    /// Throws, later.
    public func dropLater(_ item: String) async throws {
        await Task.yield()
        throw ShelfError(item: item)
    }

    /// Counts.
    public func open() throws -> Int {
        state.withLock { state in
            state.openings += 1
            return state.openings
        }
    }

    /// Counts.
    public func knock() throws { state.withLock { $0.knocks += 1 } }

    /// The count.
    public func knocks() throws -> Int { state.withLock { $0.knocks } }

    /// Throws.
    public func force() throws { throw DoorError(inches: 3) }

    /// Throws, later.
    public func forceLater() async throws {
        await Task.yield()
        throw DoorError(inches: 4)
    }
}

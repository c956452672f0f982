#if Macros
import OutboardCore

/// Types that the compiler expands, in the forms that are easiest to get wrong.
enum Generated {
    @WireValue struct Empty: Equatable {}

    @WireValue struct Entry: Equatable {
        let kind: Kind
        var children: [Self] = []
        var size: Int?? = .none
        var `default`: Bool = false
        private(set) var note: String?
        var reader: Kind?

        static let limit = 4
        var isLeaf: Bool { children.isEmpty }
    }

    @WireValue enum Kind: Equatable {
        case none
        case file(size: Int?, Int??)
        case `init`(writer: Other, reader: [Kind], byteCount: Int, await: Bool)
    }

    @WireValue fileprivate struct Hidden: Equatable { var x: Int }

    @WireValue enum Impossible {}

    @PluginInterface(name: "generated.lister")
    protocol Lister: Sendable {
        func list(_ entry: Entry) throws -> [Entry]
    }
}

@WireValue struct Other: Equatable {
    var `self`: Int
    var writer, schema: String
}

@WireValue struct Account: Equatable {
    var id: Int
    var name: String
    var nickname: String?
    var age: Int?
}

@WireValue struct OldAccount: Equatable {
    var id: Int
    var name: String
}

@WireValue struct Rejected: Error, Equatable { var reason: String }

@WireValue enum Direction: Int, Equatable, CaseIterable {
    case up = 7
    case down, left, right
}

@PluginInterface(version: "2.1", errors: [Rejected.self])
protocol Accounts: Sendable {
    @Idempotent func find(id: Int, in reader: String) throws -> Account?
    @discardableResult func add(_ account: Account, `inout`: Int, _: Bool) async throws -> Int
    func touch(writer: Int, caller: Int, call: Int, implementation: Implementation, `self`: Int) throws
    @Idempotent func `repeat`() async throws
    @available(*, deprecated) func old() throws
    @available(*, deprecated) func oldAndSlow() async throws -> [String: Direction]
    @OneWay func note(_ account: Account, writer: Int) throws
    @OneWay func noteLater(_ text: String) async throws
    @OneWay @available(*, deprecated) func forget() throws
}

@WireValue struct Implementation: Equatable { var name: String }

@PluginInterface private protocol Unseen: Sendable { func f() throws }
#endif

/// What a record of a reply ring is.
package enum ReplyKind: Equatable, Sendable {
    /// The value that a call returned.
    case result
    /// The error that it threw: the ordinal may be any, and is looked up among those of the interface.
    case error(ordinal: UInt16)
    /// A wish for room for the reply of a call.
    case lease
}

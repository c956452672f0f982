/// What the waiting thread finds when it looks for calls that a plugin does not end.
package struct StuckReport: Sendable {
    /// The call that was given up first.
    package var oldest: StuckCall
    /// How many others were given up and are not answered either.
    package var others: Int
    /// Whether the plugin's time for it is over.
    package var isOverdue: Bool
}

/// Which Engine.IO the other end speaks: 4 since Socket.IO 3.0, 3 before.
package enum EngineIORevision: Int, Sendable {
    case three = 3
    case four = 4
}

import gossip from '@eventstore/db-client/generated/gossip_pb.js'
import type { Empty } from '@eventstore/db-client/generated/shared_pb.js'
import type { handleUnaryCall } from '@grpc/grpc-js'
import type { Faults } from './faults.ts'

type State = gossip.MemberInfo.VNodeState

function member(host: string, port: number, state: State): gossip.MemberInfo {
  const endpoint = new gossip.EndPoint().setAddress(host).setPort(port)
  return new gossip.MemberInfo().setHttpEndPoint(endpoint).setState(state).setIsAlive(true)
}

/** The cluster as this node sees it: itself, and the leader when that is another. */
export function readGossip(faults: Faults, port: () => number): handleUnaryCall<Empty, gossip.ClusterInfo> {
  return (_call, answer) => {
    const { LEADER, FOLLOWER } = gossip.MemberInfo.VNodeState
    const leader = faults.notLeader
    const members = [member('127.0.0.1', port(), leader === undefined ? LEADER : FOLLOWER)]
    if (leader !== undefined) members.push(member(leader.host, leader.port, LEADER))
    answer(null, new gossip.ClusterInfo().setMembersList(members))
  }
}

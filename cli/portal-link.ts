/** The page on which an invited person chooses a password. The secret stands behind `#`: no server log sees it. */
export const invitationLink = (portalUrl: string, invitation: string) =>
  `${portalUrl.replace(/\/+$/, '')}/#invitation=${encodeURIComponent(invitation)}`;

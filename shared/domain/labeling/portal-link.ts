/** The page on which an invited person chooses a password. The secret stands behind `#`: no server log sees it. */
export const invitationLink = (portalUrl: string, invitation: string) =>
  `${portalUrl.replace(/\/+$/, '')}/#invitation=${encodeURIComponent(invitation)}`;

/**
 * Begins at once, as the invited person and without a password: for whoever sits at this machine, as long as the tab
 * lives.
 */
export const guestLink = (portalUrl: string, invitation: string) => `${invitationLink(portalUrl, invitation)}&guest`;
